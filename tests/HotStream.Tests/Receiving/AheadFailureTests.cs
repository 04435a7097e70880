using HotStream.Tests.Streams;

namespace HotStream.Tests.Receiving;

/// <summary>Chains that run ahead of their batch: what their code throws must fail that batch, all of it, and nothing else.</summary>
public sealed class AheadFailureTests
{
    private const int Bad = 13;

    private static readonly Dictionary<string, Func<DStream<int>, DStream<KeyValuePair<int, long>>>> s_jobs = new()
    {
        ["Map"] = stream => stream.Map(Throwing).CountByValue(),
        ["Filter"] = stream => stream.Filter(x => Throwing(x) >= 0).CountByValue(),
        ["Filter behind Filter"] = stream => stream.Filter(_ => true).Filter(x => Throwing(x) >= 0).CountByValue(),
        ["FlatMap"] = stream => stream.FlatMap(x => new[] { Throwing(x) }).CountByValue(),
        ["FlatMap, the failure behind it"] = stream => stream.FlatMap(x => new[] { x }).Map(Throwing).CountByValue(),
        ["FlatMap that throws while it is enumerated"] = stream =>
            stream.FlatMap(x => Enumerable.Range(x, 1).Select(Throwing)).CountByValue(),
        ["ReduceByKey"] = stream => stream.FlatMap(x => new[] { KeyValuePair.Create(Throwing(x), 1L) }).ReduceByKey((a, b) => a + b),
        ["ReduceByKey, its own function"] = stream => stream.Map(x => KeyValuePair.Create(Throwing(x), 1L)).ReduceByKey((a, b) => a + b),
        ["CombineByKey"] = stream => stream.Map(x => KeyValuePair.Create(x, (long)x))
            .CombineByKey(x => Throwing((int)x) >= 0 ? 1L : 0, (a, _) => a + 1, (a, b) => a + b),
    };

    public static TheoryData<string, int> Jobs
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string job in s_jobs.Keys)
            {
                data.Add(job, 1);
                data.Add(job, 3);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public void A_failure_fails_exactly_its_batch_and_the_next_one_is_right(string job, int partitions)
    {
        using var engine = new Engine(partitions);
        var receiver = new ScriptedReceiver<int>();
        List<List<KeyValuePair<int, long>>> seen = Engine.Collect(s_jobs[job](engine.Context.ReceiverStream(receiver)));
        engine.Context.Start();
        foreach (int[] batch in new int[][] { [1, 1, 2], [5, 6, Bad, 7], [8, 8], [Bad], [], [9] })
        {
            receiver.Send(batch);
            receiver.WaitUntilStored();
            engine.Tick();
        }

        Assert.Equal(4, seen.Count);
        Assert.Equal([new(1, 2), new(2, 1)], seen[0].OrderBy(pair => pair.Key));
        Assert.Equal([new(8, 2)], seen[1]);
        Assert.Empty(seen[2]);
        Assert.Equal([new(9, 1)], seen[3]);
        BatchFailedException failure = engine.Failure();
        Assert.Equal(new BatchTime(2000), failure.Time);
        Assert.InRange(failure.Partition, 0, partitions - 1);
        Assert.Contains("thirteen", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_in_text_fails_exactly_its_batch_and_the_next_one_is_right()
    {
        using var engine = new Engine();
        var receiver = new ScriptedText();
        var seen = new List<string>();
        engine.Context.ReceiverStream(receiver).FlatMap(line => line.Split((byte)' '))
            .Filter(word => !word.IsEmpty)
            .Map(word => word.Equals("bad"u8) ? throw new InvalidDataException("thirteen") : word)
            .CountByValue()
            .ForeachBatch(batch => seen.Add(string.Join(' ', batch.ToList().Select(RecordText.Format).Order(StringComparer.Ordinal))));
        engine.Context.Start();
        foreach (string text in new[] { "a b a\n", "c c\nbad d\ne\n", "f\nunfinished ", "line\n" })
        {
            receiver.Send(text);
            receiver.WaitUntilStored();
            engine.Tick();
        }

        Assert.Equal(["(a,2) (b,1)", "(f,1)", "(line,1) (unfinished,1)"], seen);
        Assert.Equal(("Map", new BatchTime(2000)), (engine.Failure().OperatorName, engine.Failure().Time));
    }

    [Fact]
    public void Two_chains_of_one_input_fail_apart()
    {
        using var engine = new Engine();
        var receiver = new ScriptedReceiver<int>();
        DStream<int> input = engine.Context.ReceiverStream(receiver);
        List<List<long>> broken = Engine.Collect(input.Map(Throwing).Count());
        List<List<int>> sums = Engine.Collect(input.Reduce((a, b) => a + b));
        engine.Context.Start();
        foreach (int[] batch in new int[][] { [1, 2], [Bad, 1], [3, 4, 5] })
        {
            receiver.Send(batch);
            receiver.WaitUntilStored();
            engine.Tick();
        }

        Assert.Equal([[2], [3]], broken);
        Assert.Equal([[3], [14], [12]], sums);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_output_of_a_fold_that_failed_is_told_the_cause(bool inTheMerge)
    {
        using var log = new LogCapture();
        using var engine = new Engine(partitions: 2, with: options =>
        {
            options.LoggerFactory = log;
            options.KeepOrder = false; // both partitions have some
        });
        var receiver = new ScriptedReceiver<int>();
        DStream<KeyValuePair<int, int>> sums = engine.Context.ReceiverStream(receiver)
            .Map(x => KeyValuePair.Create(0, x))
            .CombineByKey(x => inTheMerge ? x : Throwing(Bad + x), (a, b) => a, (a, b) => Throwing(Bad));
        sums.ForeachBatch(batch => batch.Count());
        sums.ForeachBatch(batch => batch.ToList());
        engine.Context.Start();
        receiver.Send([.. new int[2000]]);
        receiver.WaitUntilStored();
        engine.Tick();
        (int Id, Microsoft.Extensions.Logging.LogLevel Level, string Message)[] failures =
            [.. log.Entries.Where(entry => entry.Id == 2000)];
        Assert.Equal(2, failures.Length);
        Assert.Equal("CombineByKey", engine.Failure().OperatorName);
        Assert.All(log.Causes, cause => Assert.Contains("thirteen", cause.Message, StringComparison.Ordinal));
    }

    private static int Throwing(int x) => x == Bad ? throw new InvalidDataException("thirteen") : x;
}
