using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Diagnostics;
using HotStream.Tests.Io;
using HotStream.Tests.Receiving;

namespace HotStream.Tests.Streams;

/// <summary>Caching in memory and on disk: computed once, the same records, nothing left behind.</summary>
public sealed class StorageLevelTests
{
    [Theory]
    [InlineData(StorageLevel.Memory, 0)]
    [InlineData(StorageLevel.MemoryAndDisk, 0)]
    [InlineData(StorageLevel.MemoryAndDisk, 5000)]
    [InlineData(StorageLevel.MemoryAndDisk, 1 << 20)]
    public void A_stream_with_two_outputs_is_computed_once_at_either_level(StorageLevel level, long budget)
    {
        using var engine = new Engine(partitions: 3, options => options.CacheBudgetBytes = budget);
        int called = 0;
        int[] records = [.. Enumerable.Range(0, 4000)];
        DStream<int> stream = engine.Queue<int>(records, [], [7]).Map(x =>
        {
            Interlocked.Increment(ref called);
            return x * 2;
        }).Persist(level);
        List<List<int>> first = Engine.Collect(stream);
        List<List<int>> second = Engine.Collect(stream.Map(x => x + 1));
        engine.Tick(3);
        Assert.Equal([[.. records.Select(x => x * 2)], [], [14]], first);
        Assert.Equal([[.. records.Select(x => (x * 2) + 1)], [], [15]], second);
        Assert.Equal(4001, called);
        Assert.Equal((0, 0), (engine.Context.Graph.Cache.HeldBytes, engine.Context.Graph.Cache.OpenFiles));
    }

    [Fact]
    public void Unpersist_takes_caching_back()
    {
        using var engine = new Engine();
        int called = 0;
        DStream<int> stream = engine.Queue<int>([1, 2, 3]).Map(x =>
        {
            Interlocked.Increment(ref called);
            return x;
        }).Cache();
        Assert.Same(stream, stream.Unpersist());
        Engine.Collect(stream);
        Engine.Collect(stream);
        engine.Tick();
        Assert.Equal(6, called);
        Assert.Throws<InvalidOperationException>(() => stream.Persist(StorageLevel.MemoryAndDisk));
        Assert.Throws<InvalidOperationException>(stream.Unpersist);
    }

    [Fact]
    public void A_batch_can_be_kept_and_let_go_of()
    {
        using var engine = new Engine(with: options => options.CacheBudgetBytes = 0);
        var calls = new List<int>();
        engine.Queue<string>(["a", "b"]).ForeachBatch(batch =>
        {
            int called = 0;
            Batch<string> kept = batch.Map(x =>
            {
                Interlocked.Increment(ref called);
                return x + x;
            }).Persist(StorageLevel.MemoryAndDisk);
            Assert.Equal(["aa", "bb"], kept.ToList());
            Assert.Equal(2, kept.Count());
            calls.Add(called);
            Assert.Equal(2, engine.Context.Graph.Cache.OpenFiles);
            kept.Unpersist();
            Assert.Equal(0, engine.Context.Graph.Cache.OpenFiles);
            Assert.Equal(["aa"], kept.Take(1));
            calls.Add(called);
        });
        engine.Tick();
        Assert.False(engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero));
        Assert.Equal([2, 4], calls);
    }

    [Property(MaxTest = 25)]
    public Property Records_read_from_disk_are_those_that_were_written()
    {
        Gen<string> text = Gen.OneOf(Cases.Arrays(Gen.Elements('a', 'ä', '€', ' '), 0, 20), Cases.Arrays(Gen.Elements('x', 'y'), 100, 300))
            .Select(letters => new string(letters));
        Gen<(string[] Texts, long Budget, int Partitions)> cases =
            from texts in Cases.Arrays(text, 0, 1500)
            from budget in Gen.Elements(0L, 4000L, 60_000L, 1L << 30)
            from partitions in Gen.Elements(1, 2, 5)
            select (texts, budget, partitions);
        return Cases.ForAll(cases, x =>
        {
            Both(x, input => input, value => value);
            Both(x, input => input.Map(s => s.Length == 3 ? null! : s), value => value ?? "null");
            Both(x, input => input.Map(s => (long)s.Length), value => $"{value}");
            Both(x, input => input.Map(s => KeyValuePair.Create(s, s.Length)), value => $"{value}");
            Both(x, input => input.Map(s => (s.Length, s, s.Length > 5)), value => $"{value}");
            Both(x,
                input => input.Map(s => KeyValuePair.Create((s, new BatchTime(s.Length)), (1.5m, DayOfWeek.Friday))), value => $"{value}");
        });
    }

    [Property(MaxTest = 20)]
    public Property Text_read_from_disk_is_what_was_received()
    {
        Gen<(int[] Lengths, long Budget, int Partitions)> cases =
            from lengths in Cases.Arrays(Gen.Frequency((200, Gen.Choose(0, 40)), (1, Gen.Choose(60_000, 200_000))), 1, 3000)
            from budget in Gen.Elements(0L, 3000L, 1L << 30)
            from partitions in Gen.Elements(1, 3)
            select (lengths, budget, partitions);
        return Cases.ForAll(cases, x =>
        {
            string[] lines = [.. x.Lengths.Select((length, i) => new string((char)('a' + (i % 26)), length))];
            using var engine = new Engine(x.Partitions, options => options.CacheBudgetBytes = x.Budget);
            var receiver = new ScriptedText();
            DStream<KeyValuePair<Utf8Slice, long>> pairs = engine.Context.ReceiverStream(receiver)
                .Map(line => KeyValuePair.Create(line, (long)line.Length));
            pairs.Persist(StorageLevel.MemoryAndDisk);
            var seen = new List<string>();
            long counted = 0;
            pairs.ForeachBatch(batch => seen.AddRange(batch.ToList().Select(pair => $"{pair.Key} {pair.Value}"))); // keeps the text
            // keeps none
            pairs.Map(pair => pair.Key).ForeachBatch(batch => batch.Foreach(line => Interlocked.Add(ref counted, line.Bytes.Length)));
            engine.Context.Start();
            receiver.Send(string.Concat(lines.Select(line => line + "\n")));
            receiver.WaitUntilStored();
            engine.Tick();
            engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
            Assert.Equal(lines.Select(line => $"{line} {line.Length}").Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
            Assert.Equal(lines.Sum(line => line.Length), counted);
        });
    }

    [Fact]
    public void Files_go_with_their_batch_and_with_a_stop()
    {
        using var folder = new Folder();
        string spills = folder.PathOf("spills");
        using var metrics = new MetricCapture("spill-metrics");
        using var context = new StreamingContext("spill-metrics", TimeSpan.FromSeconds(1), new StreamingOptions
        {
            TimeProvider = new ManualClock(),
            OneActivePerProcess = false,
            Partitions = 2,
            CacheBudgetBytes = 100,
            SpillDirectory = spills,
        });
        context.Remember(TimeSpan.FromSeconds(100));
        var open = new List<int>();
        context.QueueStream(new ConcurrentQueue<IReadOnlyList<long>>([[1], [.. Enumerable.Range(0, 1000).Select(x => (long)x)]]))
            .Persist(StorageLevel.MemoryAndDisk).ForeachBatch(batch =>
        {
            batch.Count();
            open.Add(context.Graph.Cache.OpenFiles);
        });
        context.Start();
        ((ManualClock)context.Options.TimeProvider).Advance(TimeSpan.FromSeconds(2));
        Assert.True(context.AwaitDueBatches(Engine.Patience));
        Assert.Equal([0, 2], open);
        Assert.Equal([4000, 4000], metrics.Values("hotstream.cache.spilled"));
        Assert.Equal([8], metrics.Observe("hotstream.cache.held"));
        Assert.True(Directory.Exists(spills));
        context.Stop();
        Assert.Equal(0, context.Graph.Cache.OpenFiles);
        Assert.Empty(Directory.GetFiles(spills));
    }

    [Fact]
    public void A_file_that_cannot_be_made_fails_the_batch_and_says_why()
    {
        using var folder = new Folder();
        folder.Write("file", "in the way", 0);
        using var engine = new Engine(with: options =>
        {
            options.CacheBudgetBytes = 0;
            options.SpillDirectory = folder.PathOf("file");
        });
        engine.Queue<int>([1]).Persist(StorageLevel.MemoryAndDisk).ForeachBatch(batch => batch.Count());
        engine.Tick();
        BatchFailedException failure = engine.Failure();
        Assert.Equal("Persist", failure.OperatorName);
        Assert.IsType<IOException>(failure.InnerException);
    }

    [Fact]
    public void Records_that_cannot_be_written_are_refused_when_the_level_is_chosen()
    {
        using var engine = new Engine();
        DStream<int> input = engine.Queue<int>();
        Refuse(input.Map(x => new object()));
        Refuse(input.Map(x => new List<int>()));
        Refuse(input.Map(x => (x, new object())));
        Refuse(input.Map(x => KeyValuePair.Create(x, new WithText("a"))));
        Refuse(input.Map(x => new WithText("a")));
        input.Map(x => new WithText("a")).Persist(StorageLevel.Memory);
        input.Map(x => KeyValuePair.Create(x, new Plain(x))).Persist(StorageLevel.MemoryAndDisk);
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Options.CacheBudgetBytes = -1);

        static void Refuse<T>(DStream<T> stream) =>
            Assert.Contains("cannot be written to disk",
                Assert.Throws<NotSupportedException>(() => stream.Persist(StorageLevel.MemoryAndDisk)).Message, StringComparison.Ordinal);
    }

    private static void Both<T>((string[] Texts, long Budget, int Partitions) x,
        Func<DStream<string>, DStream<T>> make, Func<T, string> show)
    {
        using var engine = new Engine(x.Partitions, options => options.CacheBudgetBytes = x.Budget);
        DStream<string> input = engine.Queue<string>(x.Texts);
        var expected = new List<string>();
        var seen = new List<string>();
        make(input).ForeachBatch(batch => expected.AddRange(batch.ToList().Select(show)));
        DStream<T> cached = make(input).Persist(StorageLevel.MemoryAndDisk);
        cached.ForeachBatch(batch => seen.AddRange(batch.ToList().Select(show)));
        cached.ForeachBatch(batch => Assert.Equal(expected.Take(600), batch.Take(600).Select(show)));
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(expected, seen);
    }

    private readonly record struct Plain(int Number);

    private readonly record struct WithText(string Text);
}
