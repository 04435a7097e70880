using System.Collections.Concurrent;

namespace HotStream.Tests.Streams;

public sealed class FailureTests
{
    [Fact]
    public void When_one_output_cannot_be_generated_no_output_of_that_batch_runs()
    {
        using var engine = new Engine();
        DStream<int> input = engine.Queue<int>([1], [2], [3]);
        List<List<int>> before = Engine.Collect(input);
        input.Transform((batch, time) => time.Milliseconds == 2000 ? throw new InvalidDataException("no") : batch).ForeachBatch(_ => { });
        List<List<int>> after = Engine.Collect(input.Transform(batch => batch.Time.Milliseconds == 2000
            && batch.Map(x => x == 2 ? throw new InvalidDataException("action") : x).Count() > 0 ? batch : batch));
        engine.Tick(3);
        Assert.Equal([[1], [3]], before);
        Assert.Equal([[1], [3]], after);
        Assert.Equal("no", engine.Failure().InnerException!.Message);
    }

    private const int Bad = 13;

    private static readonly Dictionary<string, Action<DStream<int>>> s_jobs = new()
    {
        ["Map"] = stream => Consume(stream.Map(Throwing)),
        ["Filter"] = stream => Consume(stream.Filter(x => Throwing(x) >= 0)),
        ["FlatMap"] = stream => Consume(stream.FlatMap(x => new[] { Throwing(x) })),
        ["MapPartitions"] = stream => Consume(stream.MapPartitions(part => part.Select(Throwing))),
        ["MapValues"] = stream => Consume(stream.Map(x => KeyValuePair.Create(x, x)).MapValues(Throwing)),
        ["FlatMapValues"] = stream => Consume(stream.Map(x => KeyValuePair.Create(x, x)).FlatMapValues(x => new[] { Throwing(x) })),
        ["Reduce"] = stream => Consume(stream.Reduce((a, b) => Throwing(a) + Throwing(b))),
        ["ReduceByKey"] = stream => Consume(stream.Map(x => KeyValuePair.Create(0, x)).ReduceByKey((a, b) => Throwing(a) + Throwing(b))),
        ["CombineByKey"] = stream =>
            Consume(stream.Map(x => KeyValuePair.Create(x, x)).CombineByKey(Throwing, (a, b) => a + b, (a, b) => a + b)),
        ["ForeachPartition"] = stream => stream.ForeachPartition(part => part.Select(Throwing).Sum()),
    };

    public static TheoryData<string> Operators => [.. s_jobs.Keys];

    [Theory]
    [MemberData(nameof(Operators))]
    public void A_failure_names_operator_batch_time_and_partition(string name)
    {
        using var engine = new Engine(partitions: 3);
        s_jobs[name](engine.Queue<int>([1, 2, 3, 4], [5, Bad, 6, Bad, 7, Bad], [8]));
        engine.Tick(3);
        BatchFailedException failure = engine.Failure();
        Assert.Equal(name, failure.OperatorName);
        Assert.Equal(new BatchTime(2000), failure.Time);
        Assert.InRange(failure.Partition, 0, 2);
        Assert.IsType<InvalidDataException>(failure.InnerException);
        Assert.Contains($"operator {name}, partition {failure.Partition}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("2000 ms", failure.Message, StringComparison.Ordinal);
        Assert.Contains("thirteen", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_of_a_Transform_function_names_operator_and_batch_time_and_no_partition()
    {
        using var engine = new Engine();
        engine.Queue<int>([1]).Transform<int>((_, _) => throw new InvalidDataException("thirteen")).ForeachBatch(_ => { });
        engine.Tick();
        BatchFailedException failure = engine.Failure();
        Assert.Equal(("Transform", new BatchTime(1000), -1), (failure.OperatorName, failure.Time, failure.Partition));
    }

    [Fact]
    public void A_failure_of_an_output_names_the_output()
    {
        using var engine = new Engine();
        engine.Queue<int>([1]).ForeachBatch(_ => throw new InvalidDataException("thirteen"));
        engine.Tick();
        Assert.Equal("ForeachBatch", engine.Failure().OperatorName);
    }

    [Fact]
    public void An_asynchronous_output_that_fails_fails_its_batch()
    {
        using var engine = new Engine();
        engine.Queue<int>([1]).ForeachBatch(async _ =>
        {
            await Task.Yield();
            throw new InvalidDataException("thirteen");
        });
        engine.Tick();
        Assert.IsType<InvalidDataException>(engine.Failure().InnerException);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Later_batches_go_on_and_are_right(int partitions)
    {
        using var engine = new Engine(partitions);
        List<List<KeyValuePair<int, int>>> seen = Engine.Collect(
            engine.Queue<int>([1, 2], [Bad, 1], [3, 3, 4]).Map(x => KeyValuePair.Create(Throwing(x), 1)).ReduceByKey((a, b) => a + b));
        engine.Tick(3);
        Assert.Equal(2, seen.Count);
        Assert.Equal([new(1, 1), new(2, 1)], seen[0].OrderBy(pair => pair.Key));
        Assert.Equal([new(3, 2), new(4, 1)], seen[1].OrderBy(pair => pair.Key));
    }

    [Fact]
    public void A_big_batch_that_fails_in_one_of_its_blocks_leaves_nothing_to_the_next()
    {
        using var engine = new Engine(partitions: 2);
        int[] big = [.. Enumerable.Range(100, 20_000)];
        int[] bad = [.. big];
        bad[12_345] = Bad;
        List<List<long>> seen = Engine.Collect(engine.Queue<int>(big, bad, big).FlatMap(x => new[] { Throwing(x), x })
            .Filter(x => x % 2 == 0).Count());
        engine.Tick(3);
        Assert.Equal([[20_000], [20_000]], seen);
        Assert.Equal(new BatchTime(2000), engine.Failure().Time);
    }

    [Fact]
    public void An_output_that_fails_does_not_stop_the_other_outputs_of_the_batch()
    {
        using var engine = new Engine();
        DStream<int> input = engine.Queue<int>([1], [2]);
        var before = new List<long>();
        var after = new List<long>();
        input.ForeachBatch((batch, _) => before.Add(batch.Count()));
        input.Map<int>(_ => throw new InvalidDataException("broken branch")).ForeachBatch(batch => batch.Count());
        input.ForeachBatch(_ => throw new InvalidDataException("broken output"));
        input.ForeachBatch((batch, _) => after.Add(batch.Count()));
        engine.Tick(2);
        Assert.Equal([1, 1], before);
        Assert.Equal([1, 1], after);
        Assert.Contains("broken branch", engine.Failure().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_rethrown_to_AwaitTermination()
    {
        using var engine = new Engine();
        engine.Queue<int>([Bad]).Map(Throwing).ForeachBatch(batch => batch.Count());
        Task waiting = Task.Factory.StartNew(engine.Context.AwaitTermination, CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        engine.Tick();
        await Assert.ThrowsAsync<BatchFailedException>(() => waiting.WaitAsync(Engine.Patience));
        Assert.Equal(StreamingContextState.Active, engine.Context.State);
    }

    [Fact]
    public async Task A_failure_ends_RunAsync_and_stops_the_context()
    {
        using var engine = new Engine();
        engine.Queue<int>([1], [Bad]).Map(Throwing).ForeachBatch(batch => batch.Count());
        Task run = engine.Context.RunAsync();
        engine.Clock.Advance(TimeSpan.FromSeconds(2));
        BatchFailedException failure = await Assert.ThrowsAsync<BatchFailedException>(() => run.WaitAsync(Engine.Patience));
        Assert.Equal(new BatchTime(2000), failure.Time);
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
    }

    [Fact]
    public void The_first_of_several_failures_is_the_one_rethrown_and_every_failure_is_logged()
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options => options.LoggerFactory = log);
        engine.Queue<int>([Bad], [1], [Bad]).Map(Throwing).ForeachBatch(batch => batch.Count());
        engine.Tick(3);
        Assert.Equal(new BatchTime(1000), engine.Failure().Time);
        Assert.Equal(2, log.Entries.Count(entry => entry.Id == 2000));
    }

    [Fact]
    public void A_fold_of_two_outputs_that_fails_says_the_same_to_both()
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options => options.LoggerFactory = log);
        DStream<KeyValuePair<int, int>> sums = engine.Queue<int>([1, Bad]).Map(x => KeyValuePair.Create(0, x))
            .ReduceByKey((a, b) => Throwing(a) + Throwing(b));
        sums.ForeachBatch(batch => batch.Count());
        sums.ForeachBatch(batch => batch.ToList());
        engine.Tick();
        Assert.Equal(2, log.Entries.Count(entry => entry.Id == 2000));
        Assert.Equal("ReduceByKey", engine.Failure().OperatorName);
    }

    private static void Consume<T>(DStream<T> stream) => stream.ForeachBatch(batch => batch.Count());

    private static int Throwing(int x) => x == Bad ? throw new InvalidDataException("thirteen") : x;
}
