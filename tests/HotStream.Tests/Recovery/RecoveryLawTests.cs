using System.Globalization;
using HotStream.Testing;
using HotStream.Tests.Io;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Recovery;

/// <summary>
/// Law: whatever the lives of a program, each batch gives what it gives in a program that never ends, and none is missing.
/// </summary>
public sealed class RecoveryLawTests
{
    private const int Batches = 18;

    private static readonly Dictionary<string, Func<DStream<KeyValuePair<string, long>>, DStream<string>>> s_programs = new()
    {
        ["stateless"] = pairs => Text(pairs.ReduceByKey((a, b) => a + b)),
        ["UpdateStateByKey"] = pairs => Text(pairs.UpdateStateByKey((IReadOnlyList<long> values, Optional<long> sum) =>
            UnlessBySeven(values.Sum() + sum.GetValueOrDefault(0)))),
        ["UpdateStateByKey from the start"] = pairs => Text(pairs.UpdateStateByKey(
            (IReadOnlyList<long> values, Optional<long> sum) => UnlessBySeven(values.Sum() + sum.GetValueOrDefault(0)),
            [new("a", 700), new("z", 1)])),
        ["UpdateStateByKey of partitions"] = pairs => Text(pairs.UpdateStateByKey(
            (IEnumerable<(string Key, IReadOnlyList<long> Values, Optional<string> State)> keys) => keys
                .Where(key => key.Values.Sum() % 5 != 4)
                .Select(key => KeyValuePair.Create(key.Key, $"{key.State.GetValueOrDefault("")}{key.Values.Count}")),
            rememberPartitioner: true)),
        ["UpdateStateByKey to a struct with text"] = pairs => Text(pairs.UpdateStateByKey(
            (IReadOnlyList<long> values, Optional<(string Last, double Mean)> state) =>
                Optional<(string, double)>.Some(
                    ($"{values.Count} in the last batch", values.Sum() + (state.GetValueOrDefault(("", 0)).Mean / 3))))),
        ["MapWithState"] = pairs => pairs.MapWithState(Running()),
        ["MapWithState snapshots"] = pairs => Text(pairs.MapWithState(Running()).StateSnapshots()),
        ["MapWithState from the start"] = pairs => pairs.MapWithState(Running().InitialState([new("a", 1000), new("q", 5)])),
        ["MapWithState with a time-out"] = pairs => pairs.MapWithState(Running().Timeout(TimeSpan.FromSeconds(3))),
        ["MapWithState with a prompt time-out"] = pairs => pairs.MapWithState(Running().PromptTimeout(TimeSpan.FromSeconds(3))),
        ["MapWithState of tuples"] = pairs => pairs.Map(pair => KeyValuePair.Create((pair.Key, pair.Value % 2), pair.Value))
            .MapWithState(StateSpec.Function(((string, long) key, Optional<long> value, State<long> sum) =>
            {
                sum.Update(sum.GetOption().GetValueOrDefault(0) + value.GetValueOrDefault(0));
                return $"{key}:{sum.Get()}";
            })),
        ["count window"] = pairs => pairs.CountByWindow(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2))
            .Map(count => count.ToString(CultureInfo.InvariantCulture)),
        ["count by value"] = pairs => Text(pairs.Map(pair => pair.Key)
            .CountByValueAndWindow(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1))),
        ["inverse"] = pairs => Text(pairs.ReduceByKeyAndWindowPruned(
            (a, b) => a + b, (a, b) => a - b, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(2))),
        ["inverse that keeps keys"] = pairs => Text(pairs.ReduceByKeyAndWindow(
            (a, b) => a + b, (a, b) => a - b, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1))),
        ["inverse with a filter"] = pairs => Text(pairs.ReduceByKeyAndWindow(
            (a, b) => a + b, (a, b) => a - b, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1), pair => pair.Value > 9)),
        ["greatest"] = pairs => Text(pairs.ReduceByKeyAndWindow(Math.Max, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(1))),
        ["slide beyond the length"] = pairs => Text(pairs.ReduceByKeyAndWindow(
            (a, b) => a + b, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3))),
        ["records"] = pairs => pairs.Map(pair => (pair.Key, pair.Value)).Window(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(2))
            .Map(pair => $"{pair.Key}{pair.Value}"),
        ["window of a window"] = pairs => Text(pairs.ReduceByKeyAndWindow((a, b) => a + b, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2))
            .ReduceByKeyAndWindow(Math.Max, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(2))),
    };

    public static TheoryData<string> Programs => [.. s_programs.Keys];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Lives_give_what_one_life_gives(string program) =>
        Cases.Check(LivesCase.All, x => x.AssertThatLivesGiveWhatOneGives(() => Make(program, x), Batches), count: 12);

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_crash_at_any_moment_changes_nothing(string program)
    {
        var x = new LivesCase(2, 2, 5, [], []);
        var source = new ReplayableSource<KeyValuePair<string, long>>(number => x.Batch(number));
        Crash.Everywhere(context => s_programs[program](source.Open(context)), new CrashOptions
        {
            Batches = 4,
            With = options => options.LogSyncInterval = TimeSpan.FromDays(1), // what a killed process wrote is there
        });
    }

    [Fact]
    public void After_an_end_that_was_not_graceful_the_last_batch_is_run_again_and_no_other()
    {
        using Lives lives = Make("MapWithState", new LivesCase(2, 3, 1, [], []));
        lives.Live(5);
        lives.Live(2);
        Assert.Equal([1, 1, 1, 1, 2, 1, 1], lives.Seen.Values.Select(lines => lines.Count));
    }

    [Fact]
    public void After_a_graceful_end_no_batch_is_run_again()
    {
        using Lives lives = Make("MapWithState", new LivesCase(2, 3, 1, [], []));
        lives.Live(5, isClean: true);
        lives.Live(2);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1], lives.Seen.Values.Select(lines => lines.Count));
    }

    [Fact]
    public void Batches_missed_while_the_program_was_away_are_made_up()
    {
        using Lives lives = Make("count window", new LivesCase(1, 3, 7, [], []));
        lives.Live(4, isClean: true);
        lives.Pass(TimeSpan.FromSeconds(3));
        lives.Live(3);
        using Lives one = Make("count window", new LivesCase(1, 3, 7, [], []));
        one.Live(10);
        Assert.Equal(one.Seen.Keys, lives.Seen.Keys);
        Assert.Equal(one.Seen.Values.Select(lines => lines[0]), lives.Seen.Values.Select(lines => lines[0]));
    }

    [Fact]
    public void A_clock_that_was_set_back_meanwhile_does_not_repeat_a_time()
    {
        using Lives lives = Make("MapWithState", new LivesCase(1, 2, 7, [], []));
        lives.Live(4, isClean: true);
        lives.SetBack(TimeSpan.FromSeconds(3));
        lives.Live(3);
        Assert.Equal([1000L, 2000, 3000, 4000, 5000, 6000, 7000], lives.Seen.Keys);
        Assert.All(lives.Seen.Values, lines => Assert.Single(lines));
    }

    [Fact]
    public void A_file_that_has_grown_is_read_again_as_it_was()
    {
        using var folder = new Folder();
        folder.Write("file", "line", 500);
        using var lives = new Lives(2, context => context.TextFileStream(folder.Root).Map(line => line.ToString()));
        lives.Live(1);
        File.AppendAllText(folder.PathOf("file"), " and more\nanother\n");
        lives.Live(1);
        Assert.Equal(["line", "line"], lives.Seen[1000]);
        Assert.Equal([""], lives.Seen[2000]);
    }

    [Fact]
    public void What_cannot_be_read_again_is_said()
    {
        var log = new LogCapture();
        using var lives =
            new Lives(1, context => new ScriptedInput<string>(context, number => [$"{number}"], canReadAgain: false)) { Logs = log };
        lives.Live(2);
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("cannot be read again", StringComparison.Ordinal));
        lives.Live(1);
        Assert.Contains(log.Entries, entry => entry.Message.StartsWith("ScriptedInput cannot be read again", StringComparison.Ordinal));
    }

    [Fact]
    public void A_context_that_was_not_made_to_go_on_begins_anew_and_moves_aside_what_it_finds()
    {
        var log = new LogCapture();
        using Lives lives = Make("MapWithState", new LivesCase(1, 2, 7, [], []));
        lives.Logs = log;
        lives.Live(3);
        lives.Live(2, restores: false);
        string aside = Assert.Single(Directory.GetDirectories(lives.Checkpoints));
        Assert.True(File.Exists(Path.Combine(aside, BatchLog.FileName)));
        Assert.Contains(log.Entries, entry => entry.Message.Contains(aside, StringComparison.Ordinal));
        Assert.Equal(lives.Seen[1000][0], lives.Seen[4000][0].Replace("4000", "1000", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_graph_is_refused_with_what_is_different()
    {
        using var folder = new Folder();
        Live(context => Totals(context).Map(pair => $"{pair.Value}"));
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() =>
            Live(context => Totals(context).Map(pair => KeyValuePair.Create(pair.Key, (int)pair.Value))
                .ReduceByKeyAndWindow(Math.Max, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)).Map(pair => $"{pair.Value}")));
        Assert.Contains(
            "is of another graph: ReduceByKeyAndWindow#1 (ReduceByKeyAndWindow over 3000 ms every 1000 ms of string to int) is new.",
            failure.Message, StringComparison.Ordinal);
        failure = Assert.Throws<InvalidOperationException>(() =>
            Live(context => Totals(context).Map(pair => $"{pair.Value}"), options => options.Partitions = 3));
        Assert.Contains("UpdateStateByKey#1 had 2 partitions and has 3", failure.Message, StringComparison.Ordinal);
        Live(context => Totals(context).Map(pair => KeyValuePair.Create(pair.Key, (int)pair.Value))
            .ReduceByKeyAndWindow(Math.Max, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)).Named("greatest")
            .Map(pair => $"{pair.Value}"));

        void Live(Func<StreamingContext, DStream<string>> program, Action<StreamingOptions>? with = null)
        {
            var clock = new ManualClock();
            var options = new StreamingOptions { TimeProvider = clock, OneActivePerProcess = false, Partitions = 2 };
            options.LoggerFactory = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance;
            with?.Invoke(options);
            using StreamingContext context = StreamingContext.GetOrCreate(folder.Root, () =>
            {
                var made = new StreamingContext("graph", TimeSpan.FromSeconds(1), options);
                program(made).ForeachBatch(batch => batch.Count());
                return made;
            });
            context.Start();
            clock.Advance(TimeSpan.FromSeconds(2));
            context.Stop(graceful: true);
        }

        static DStream<KeyValuePair<string, long>> Totals(StreamingContext context) =>
            new ReplayableSource<KeyValuePair<string, long>>(number => [new("a", number)]).Open(context)
                .UpdateStateByKey((IReadOnlyList<long> values, Optional<long> sum) => Optional<long>.Some(values.Sum()));
    }

    [Fact]
    public void A_checkpoint_that_fails_fails_no_batch_and_the_next_one_is_whole()
    {
        var log = new LogCapture();
        var codec = new FailingCodec();
        using var lives = new Lives(2, context => new ReplayableSource<KeyValuePair<string, long>>(
                number => [new($"key {number}", number)]).Open(context)
            .UpdateStateByKey((IReadOnlyList<long> values, Optional<FailingCodec.Sum> sum) =>
                Optional<FailingCodec.Sum>.Some(new(values.Sum() + (sum.HasValue ? sum.Value.Total : 0))))
            .Map(pair => $"{pair.Key}={pair.Value.Total}"))
        {
            Logs = log,
            With = options =>
            {
                options.CheckpointInterval = TimeSpan.FromSeconds(2);
                options.Codecs.Add(codec);
            },
        };
        codec.Fails = true;
        lives.Live(3); // throws if a batch failed
        Assert.Contains(log.Entries, entry => entry.Message.StartsWith("Checkpoint ", StringComparison.Ordinal)
            && entry.Message.Contains("could not be written", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(lives.Checkpoints, "*.state"));
        codec.Fails = false;
        lives.Live(3);
        Assert.Null(CheckpointFile.ReadHeader(Directory.GetFiles(lives.Checkpoints, "*.state").Min()!).Base);
        lives.Live(1);
        Assert.Equal("key 0=0 key 1=1 key 2=2 key 3=3 key 4=4 key 5=5 key 6=6", lives.Seen.Values.Last()[^1]);
    }

    [Fact]
    public void A_directory_that_is_in_use_is_refused()
    {
        using var folder = new Folder();
        using RecoveryLock held = RecoveryLock.Take(folder.Root);
        using var context = new StreamingContext("second", TimeSpan.FromSeconds(1), new StreamingOptions { OneActivePerProcess = false });
        context.QueueStream(new System.Collections.Concurrent.ConcurrentQueue<IReadOnlyList<int>>()).ForeachBatch(batch => batch.Count());
        context.Checkpoint(folder.Root);
        Assert.Contains("is used by another context or process", Assert.Throws<InvalidOperationException>(context.Start).Message,
            StringComparison.Ordinal);
    }

    private static Lives Make(string program, LivesCase x) => new(x.Partitions, context =>
    {
        var source = new ReplayableSource<KeyValuePair<string, long>>(number => x.Batch(number));
        return s_programs[program](source.Open(context));
    })
    {
        With = options => (options.CheckpointInterval, options.CaptureRows) = (TimeSpan.FromSeconds(x.CheckpointSeconds), x.CaptureRows),
    };

    private static Optional<long> UnlessBySeven(long total) => new(total % 7 != 0, total);

    private static StateSpec<string, long, long, string> Running() =>
        StateSpec.Function((string key, Optional<long> value, State<long> sum) =>
        {
            if (sum.IsTimingOut)
            {
                return $"{key}-out-{sum.Get()}";
            }

            long total = sum.GetOption().GetValueOrDefault(0) + value.GetValueOrDefault(0);
            if (total % 11 == 0 && sum.Exists)
            {
                sum.Remove();
            }
            else
            {
                sum.Update(total);
            }

            return $"{key}:{total}";
        });

    private static DStream<string> Text<TKey, TValue>(DStream<KeyValuePair<TKey, TValue>> pairs) =>
        pairs.Map(pair => $"{pair.Key}:{pair.Value}");

}
