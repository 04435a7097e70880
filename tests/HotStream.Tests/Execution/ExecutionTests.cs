using System.Collections.Concurrent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Execution;

public sealed class ExecutionTests
{
    private sealed class Recording(Action<int> run) : IPartitionTask
    {
        public ConcurrentQueue<(int Partition, int Thread)> Runs { get; } = [];

        public void Run(int partition)
        {
            Runs.Enqueue((partition, Environment.CurrentManagedThreadId));
            run(partition);
        }
    }

    [Theory]
    [InlineData(0, 1000, 1000)]
    [InlineData(1, 1000, 1000)]
    [InlineData(999, 1000, 1000)]
    [InlineData(1000, 1000, 2000)]
    [InlineData(-1, 1000, 0)]
    [InlineData(-1000, 1000, 0)]
    [InlineData(-1001, 1000, -1000)]
    [InlineData(-2500, 1000, -2000)]
    [InlineData(7, 1, 8)]
    [InlineData(-7, 1, -6)]
    public void The_first_boundary_after_a_moment_is_the_next_multiple(long moment, long interval, long first) =>
        Assert.Equal(first, BatchClock.FirstAfter(moment, interval));

    [Fact]
    public void A_clock_that_starts_before_the_epoch_has_batches_on_multiples_too()
    {
        using var engine = new Engine(startMilliseconds: -2500);
        var times = new List<long>();
        engine.Queue<int>([1], [2], [3]).ForeachBatch((_, time) => times.Add(time.Milliseconds));
        engine.Tick(3);
        Assert.Equal([-2000, -1000, 0], times);
    }

    [Fact]
    public void The_scheduler_runs_batches_in_order_one_at_a_time()
    {
        var times = new List<long>();
        int running = 0;
        using var scheduler = new JobScheduler(batch =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            times.Add(batch.Time.Milliseconds);
            Interlocked.Decrement(ref running);
        });
        for (int i = 0; i < 500; i++)
        {
            scheduler.Enqueue(new DueBatch(new BatchTime(i), default, 0));
        }

        Assert.Equal(500, scheduler.Waiting);
        Assert.False(scheduler.WaitUntilIdle(TimeSpan.Zero));
        scheduler.Start();
        for (int i = 500; i < 1000; i++)
        {
            scheduler.Enqueue(new DueBatch(new BatchTime(i), default, 0));
        }

        Assert.True(scheduler.WaitUntilIdle(Engine.Patience));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), times);
        Assert.False(scheduler.IsCurrent);
    }

    [Fact]
    public void A_scheduler_that_never_started_can_be_disposed()
    {
        var scheduler = new JobScheduler(_ => { });
        scheduler.Enqueue(new DueBatch(new BatchTime(1), default, 0));
        scheduler.Dispose();
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 1)]
    [InlineData(3, 3)]
    [InlineData(3, 100)]
    [InlineData(8, 5)]
    public void Every_partition_runs_exactly_once_and_always_on_its_worker(int workers, int partitions)
    {
        using var executor = new Executor(workers);
        Assert.Equal(workers, executor.WorkerCount);
        var task = new Recording(_ => { });
        for (int i = 0; i < 20; i++)
        {
            executor.RunAll(task, partitions);
        }

        Assert.Equal(Enumerable.Range(0, partitions)
            .SelectMany(partition => Enumerable.Repeat(partition, 20)), task.Runs.Select(run => run.Partition).Order());
        if (workers > 1 && partitions > 1)
        {
            Assert.All(task.Runs.GroupBy(run => run.Partition % Math.Min(workers, partitions)),
                share => Assert.Single(share.Select(run => run.Thread).Distinct()));
        }
    }

    [Fact]
    public void A_small_task_and_no_partition_stay_on_the_calling_thread()
    {
        using var executor = new Executor(3);
        var task = new Recording(_ => { });
        executor.RunAll(task, 0);
        Assert.Empty(task.Runs);
        executor.RunAll(task, 4, isSmall: true);
        Assert.All(task.Runs, run => Assert.Equal(Environment.CurrentManagedThreadId, run.Thread));
        Assert.Equal([0, 1, 2, 3], task.Runs.Select(run => run.Partition));
    }

    [Fact]
    public void A_task_run_from_inside_a_worker_runs_there_instead_of_waiting_for_itself()
    {
        using var executor = new Executor(2);
        var inner = new Recording(_ => { });
        var outer = new Recording(_ => executor.RunAll(inner, 3));
        executor.RunAll(outer, 2);
        Assert.Equal([0, 0, 1, 1, 2, 2], inner.Runs.Select(run => run.Partition).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_a_partition_throws_is_rethrown_and_the_executor_lives_on(int workers)
    {
        using var executor = new Executor(workers);
        var failing = new Recording(partition => throw new InvalidDataException($"partition {partition}"));
        InvalidDataException thrown = Assert.Throws<InvalidDataException>(() => executor.RunAll(failing, 6));
        Assert.StartsWith("partition", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(What_a_partition_throws_is_rethrown_and_the_executor_lives_on), thrown.StackTrace!,
            StringComparison.Ordinal);
        var good = new Recording(_ => { });
        executor.RunAll(good, 6);
        Assert.Equal(6, good.Runs.Count);
    }
}
