using System.Collections.Concurrent;

namespace HotStream.Tests.Streams;

public sealed class AsyncOutputTests
{
    [Fact]
    public void The_end_of_an_asynchronous_function_over_a_batch_is_awaited_and_its_batch_is_valid_until_then()
    {
        using var engine = new Engine();
        DStream<Utf8Slice> lines = Words(engine, out Action send);
        var seen = new List<string>();
        lines.ForeachBatch(async (batch, time) =>
        {
            await Task.Delay(20);
            seen.Add($"{time.Milliseconds} {string.Join(",", batch.ToList().Select(word => word.ToString()).Order())}");
        });
        lines.ForeachBatch(async batch =>
        {
            await Task.Yield();
            seen.Add($"second {batch.Count()}");
        });
        lines.ForeachBatch(async (batch, time, stop) =>
        {
            await Task.Delay(1, stop);
            seen.Add($"third {time.Milliseconds} {stop.CanBeCanceled}");
        });
        send();
        engine.Tick(2);
        Assert.Equal(["1000 long enough for a slab a,long enough for a slab b", "second 2", "third 1000 True", "2000 ", "second 0",
            "third 2000 True"], seen);
    }

    [Fact]
    public void What_an_asynchronous_function_over_a_batch_throws_fails_the_batch_and_not_the_process()
    {
        using var engine = new Engine();
        engine.Queue<int>([1]).ForeachBatch(async (batch, time) =>
        {
            await Task.Delay(1);
            throw new InvalidDataException($"after awaiting at {time}");
        });
        engine.Tick();
        Assert.Contains("after awaiting at 1000 ms", engine.Failure().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_records_of_a_partition_are_valid_until_its_function_has_ended(int partitions)
    {
        using var engine = new Engine(partitions);
        var seen = new ConcurrentBag<string>();
        var ended = new List<int>();
        DStream<Utf8Slice> lines = Words(engine, out Action send);
        lines.ForeachPartition(async partition =>
        {
            await Task.Delay(20);
            foreach (Utf8Slice word in partition)
            {
                await Task.Yield();
                seen.Add(word.ToString());
            }
        });
        lines.ForeachBatch(_ => ended.Add(seen.Count));
        send();
        engine.Tick(2);
        Assert.Equal(["long enough for a slab a", "long enough for a slab b"], seen.Order());
        Assert.Equal([2, 2], ended);
    }

    [Fact]
    public void Functions_of_all_partitions_await_at_the_same_time()
    {
        using var engine = new Engine(partitions: 4);
        int inside = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Queue<int>([1, 2, 3, 4]).ForeachPartition(async (_, stop) =>
        {
            if (Interlocked.Increment(ref inside) == 4)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(stop);
        });
        engine.Tick();
        Assert.Equal(4, inside);
    }

    [Fact]
    public void What_one_partitions_function_throws_fails_the_batch_after_the_others_have_ended()
    {
        using var engine = new Engine(partitions: 3);
        var records = new ConcurrentBag<int>();
        engine.Queue<int>([1, 2, 3]).ForeachPartition(async partition =>
        {
            if (partition.Index == 0)
            {
                throw new InvalidDataException("at once");
            }

            await Task.Delay(50);
            records.Add(partition[0]);
        });
        engine.Tick();
        BatchFailedException failure = engine.Failure();
        Assert.Equal(("ForeachPartition", 0), (failure.OperatorName, failure.Partition));
        Assert.All(records, record => Assert.InRange(record, 2, 3));
    }

    [Fact]
    public void A_batch_has_the_same_forms()
    {
        using var engine = new Engine(partitions: 2);
        var seen = new ConcurrentBag<int>();
        engine.Queue<int>([1, 2, 3]).ForeachBatch(batch =>
        {
            batch.ForeachPartition(async partition =>
            {
                await Task.Delay(5);
                seen.Add(partition.Count);
            });
            batch.ForeachPartition(async (partition, stop) =>
            {
                await Task.Delay(5, stop);
                seen.Add(partition.Count);
            });
            batch.ForeachPartition(partition => Later(() => seen.Add(partition.Count)));
            Assert.Equal(6, seen.Count);
        });
        engine.Tick();
        Assert.Equal(9, seen.Sum());
    }

    [Fact]
    public void A_lambda_that_awaits_binds_to_a_form_that_is_awaited_whatever_it_returns()
    {
        using var engine = new Engine();
        DStream<int> stream = engine.Queue<int>([1]);
        int done = 0;
        stream.ForeachBatch(async _ => await Later(() => done++));
        stream.ForeachBatch(async (_, _) => await Later(() => done++));
        stream.ForeachBatch(_ => Later(() => done++)); // a ValueTask, which an Action would have dropped
        stream.ForeachBatch((_, _) => Later(() => done++));
        stream.ForeachBatch(_ => Later(() => done++).AsTask());
        stream.ForeachBatch(AtLast);
        stream.ForeachPartition(async _ => await Later(() => Interlocked.Increment(ref done)));
        stream.ForeachPartition(_ => Later(() => Interlocked.Increment(ref done)));
        stream.ForeachBatch(_ => Assert.Equal(6 + (2 * 2), done));
        engine.Tick();
        Assert.False(engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero));
        Assert.Equal(10, done);

        Task AtLast(Batch<int> batch) => Later(() => done++).AsTask();
    }

    [Fact]
    public void An_async_void_function_is_refused_wherever_one_is_taken()
    {
        using var engine = new Engine();
        DStream<int> stream = engine.Queue<int>([1]);
        Action<Batch<int>> overBatch = async _ => await Task.Yield();
        Action<Batch<int>, BatchTime> overTime = async (_, _) => await Task.Yield();
        Action<Partition<int>> overPartition = async _ => await Task.Yield();
        Action<BatchInfo> completed = async _ => await Task.Yield();
        Action<DeadLetter> letters = async _ => await Task.Yield();
        Refused(() => stream.ForeachBatch(overBatch));
        Refused(() => stream.ForeachBatch(overTime));
        Refused(() => stream.ForeachPartition(overPartition));
        Refused(() => engine.Context.BatchCompleted += completed);
        Refused(() => engine.Options.DeadLetters = letters);
        Refused(() => stream.ForeachBatch((static _ => { }) + overBatch));
        stream.ForeachBatch(batch =>
        {
            Refused(() => batch.ForeachPartition(overPartition));
            Refused(() => batch.Foreach(async _ => await Task.Yield()));
        });
        engine.Tick();
        Assert.False(engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero));

        static void Refused(Action call) =>
            Assert.Contains("async void", Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_that_are_tasks_are_refused_when_the_graph_is_built_and_inside_a_transform()
    {
        using var engine = new Engine();
        DStream<int> stream = engine.Queue<int>([1]);
        Assert.Contains("nobody waits for", Assert.Throws<ArgumentException>(() => stream.Map(async x => await Task.FromResult(x))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => stream.Map(x => new ValueTask<int>(x)));
        Assert.Throws<ArgumentException>(() => stream.Map(_ => Task.CompletedTask));
        stream.Transform(batch => batch.Map(x => Task.FromResult(x)).Map(task => task.IsCompleted)).ForeachBatch(_ => { });
        engine.Tick();
        Assert.IsType<ArgumentException>(engine.Failure().InnerException);
    }

    private static DStream<Utf8Slice> Words(Engine engine, out Action send)
    {
        var receiver = new Receiving.ScriptedText();
        send = () =>
        {
            engine.Context.Start();
            receiver.Send("long enough for a slab a\nlong enough for a slab b\n");
            receiver.WaitUntilStored();
        };
        return engine.Context.ReceiverStream(receiver);
    }

    private static async ValueTask Later(Action action)
    {
        await Task.Delay(2);
        action();
    }
}
