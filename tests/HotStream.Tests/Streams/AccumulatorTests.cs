using HotStream.Tests.Diagnostics;
using HotStream.Tests.Receiving;

namespace HotStream.Tests.Streams;

public sealed class AccumulatorTests
{
    [Fact]
    public void The_value_holds_what_an_action_added_when_the_action_returns()
    {
        using var engine = new Engine(partitions: 3);
        LongAccumulator dropped = engine.Context.LongAccumulator("dropped");
        var values = new List<(long, long, double)>();
        engine.Queue<int>([1, 2, 3, 4], [], [5]).Filter(x =>
        {
            dropped.Add(x);
            return false;
        }).ForeachBatch(batch =>
        {
            batch.Count();
            values.Add((dropped.Value, dropped.Count, dropped.Avg));
        });
        Assert.True(dropped.IsZero);
        Assert.Equal(double.NaN, dropped.Avg);
        engine.Tick(3);
        Assert.Equal([(10, 4, 2.5), (10, 4, 2.5), (15, 5, 3)], values);
        Assert.False(dropped.IsZero);
        Assert.Equal(15, dropped.Sum);
    }

    [Fact]
    public void Every_way_of_calling_a_function_is_counted()
    {
        using var engine = new Engine(partitions: 3);
        DoubleAccumulator sum = engine.Context.DoubleAccumulator("sum");
        double Add(int x)
        {
            sum.Add(x);
            return x;
        }

        DStream<int> input = engine.Queue<int>([1, 10]);
        input.FlatMap(x => Enumerable.Range(0, 1).Select(_ => (int)Add(x))).ForeachBatch(batch => batch.Count());
        input.MapPartitions(partition => partition.Select(x => (int)Add(x))).ForeachBatch(batch => batch.Count());
        input.ForeachPartition(partition => partition.ToList().ForEach(x => Add(x)));
        input.ForeachBatch(batch => batch.Foreach(x => Add(x)));
        input.ForeachBatch(batch => Add(100)); // on the driver
        input.Transform(batch => Add(1000) > 0 ? batch : batch).ForeachBatch(_ => { });
        engine.Tick();
        Assert.Equal((1144, 10), (sum.Value, sum.Count));
    }

    [Fact]
    public void A_reduce_function_counts_its_calls_in_partitions_and_between_them()
    {
        using var engine = new Engine(partitions: 4);
        LongAccumulator calls = engine.Context.LongAccumulator("calls");
        DStream<int> total = engine.Queue<int>([.. Enumerable.Range(0, 100)]).Reduce((a, b) =>
        {
            calls.Add(1);
            return a + b;
        });
        total.ForeachBatch(batch => Assert.Equal([4950], batch.ToList()));
        total.Print();
        engine.Tick();
        Assert.Equal(99, calls.Value);
    }

    [Fact]
    public void A_run_that_throws_counts_nothing_and_the_batch_after_it_is_exact()
    {
        using var engine = new Engine(partitions: 1);
        LongAccumulator seen = engine.Context.LongAccumulator("seen");
        DStream<int> counted = engine.Queue<int>([1, 2, 0, 3], [4, 5]).Map(x =>
        {
            seen.Add(1);
            return 10 / x;
        });
        var values = new List<long>();
        counted.ForeachBatch(batch => batch.Count());
        engine.Queue<int>().ForeachBatch(_ => values.Add(seen.Value));
        engine.Tick(2);
        Assert.Equal([0, 2], values);
    }

    [Fact]
    public void A_function_behind_that_throws_takes_the_additions_before_it_along_until_another_output_runs_them()
    {
        using var engine = new Engine(partitions: 1);
        LongAccumulator seen = engine.Context.LongAccumulator("seen");
        DStream<int> counted = engine.Queue<int>([1, 2, 3]).Map(x =>
        {
            seen.Add(1);
            return x;
        });
        var values = new List<long>();
        counted.ForeachPartition(_ => throw new InvalidDataException("no"));
        counted.ForeachBatch(batch =>
        {
            values.Add(seen.Value);
            batch.Count();
            values.Add(seen.Value);
        });
        engine.Tick();
        Assert.Equal([0, 3], values);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_folded_while_it_arrives_counts_once_when_its_batch_is_closed(bool twoFolds)
    {
        using var engine = new Engine(partitions: 2);
        LongAccumulator seen = engine.Context.LongAccumulator("seen");
        var receiver = new ScriptedReceiver<int>();
        DStream<int> input = engine.Context.ReceiverStream(receiver).Map(x =>
        {
            seen.Add(1);
            return x;
        });
        var values = new List<long>();
        input.Count().ForeachBatch(_ => values.Add(seen.Value));
        if (twoFolds)
        {
            input.CountByValue().ForeachBatch(batch => batch.Count());
        }

        engine.Context.Start();
        receiver.Send([.. Enumerable.Range(0, 2000)]);
        receiver.WaitUntilStored();
        engine.Tick();
        receiver.Send([1, 2, 3]);
        receiver.WaitUntilStored();
        engine.Tick();
        Assert.Equal([2000, 2003], values);
    }

    [Fact]
    public void A_chain_that_throws_while_records_arrive_counts_nothing_of_that_batch()
    {
        using var engine = new Engine(partitions: 1);
        LongAccumulator seen = engine.Context.LongAccumulator("seen");
        var receiver = new ScriptedReceiver<int>();
        engine.Context.ReceiverStream(receiver).Map(x =>
        {
            seen.Add(1);
            return 10 / x;
        }).Count().ForeachBatch(batch => batch.Count());
        engine.Context.Start();
        receiver.Send([1, 2, 0, 4]);
        receiver.WaitUntilStored();
        engine.Tick();
        Assert.Equal(0, seen.Value);
        receiver.Send([5, 6]);
        receiver.WaitUntilStored();
        engine.Tick();
        Assert.Equal(2, seen.Value);
    }

    [Fact]
    public void A_remembered_batch_that_is_computed_again_counts_once()
    {
        using var engine = new Engine();
        engine.Context.Remember(TimeSpan.FromSeconds(10));
        LongAccumulator seen = engine.Context.LongAccumulator("seen");
        DStream<int> counted = engine.Queue<int>([1, 2, 3], [4]).Map(x =>
        {
            seen.Add(1);
            return x;
        });
        counted.ForeachBatch(batch => batch.Count());
        engine.Tick(2);
        Assert.Equal([1, 2, 3, 4], counted.Slice(new BatchTime(1000), new BatchTime(2000)).SelectMany(batch => batch.ToList()).Order());
        Assert.Equal(4, seen.Value);
        engine.Context.Stop();
        Assert.Equal(4, seen.Value);
    }

    [Fact]
    public void Two_calls_of_an_action_are_two_operators()
    {
        using var engine = new Engine();
        LongAccumulator seen = engine.Context.LongAccumulator("seen");
        engine.Queue<int>([1, 2, 3]).ForeachBatch(batch =>
        {
            batch.Foreach(_ => seen.Add(1));
            batch.Foreach(_ => seen.Add(1));
            Batch<int> mapped = batch.Map(x =>
            {
                seen.Add(1);
                return x;
            });
            mapped.Count();
            mapped.Count();
        });
        engine.Tick();
        Assert.Equal(9, seen.Value);
    }

    [Fact]
    public void Reset_begins_anew_also_for_what_the_running_batch_added()
    {
        using var engine = new Engine();
        LongAccumulator seen = engine.Context.LongAccumulator("seen");
        var values = new List<long>();
        engine.Queue<int>([1, 2, 3], [4], [5, 6]).Map(x =>
        {
            seen.Add(1);
            return x;
        }).ForeachBatch(batch =>
        {
            batch.Count();
            values.Add(seen.Value);
            seen.Reset();
        });
        engine.Tick(3);
        Assert.Equal([3, 1, 2], values);
        Assert.True(seen.IsZero);
    }

    [Fact]
    public void Values_are_collected_and_accumulators_of_ones_own_work_alike()
    {
        using var engine = new Engine(partitions: 3);
        CollectionAccumulator<string> refused = engine.Context.CollectionAccumulator<string>("refused");
        var longest = new Longest();
        Assert.Same(longest, engine.Context.Accumulator("longest", longest));
        engine.Queue<string>(["a", "bbb", "cc"], ["dddd"]).Filter(text =>
        {
            refused.Add(text);
            longest.Add(text);
            return true;
        }).ForeachBatch(batch => batch.Count());
        engine.Tick();
        IReadOnlyList<string> first = refused.Value;
        Assert.Equal("bbb", longest.Value);
        engine.Tick();
        Assert.Equal(["a", "bbb", "cc"], first.Order());
        Assert.Equal(["a", "bbb", "cc", "dddd"], refused.Value.Order());
        Assert.Equal("dddd", longest.Value);
        var other = new Longest();
        other.Add("eeeeee");
        longest.Merge(other);
        Assert.Equal("eeeeee", longest.Value);
    }

    [Fact]
    public void Slices_are_not_collected()
    {
        using var engine = new Engine();
        Assert.Throws<NotSupportedException>(() => engine.Context.CollectionAccumulator<Utf8Slice>("words"));
        Assert.Throws<NotSupportedException>(() => engine.Context.CollectionAccumulator<KeyValuePair<Utf8Slice, long>>("pairs"));
    }

    [Fact]
    public void A_function_of_an_operator_cannot_read_it()
    {
        using var engine = new Engine();
        LongAccumulator seen = engine.Context.LongAccumulator("seen");
        engine.Queue<int>([1]).Map(x => x + (int)seen.Value).ForeachBatch(batch => batch.Count());
        engine.Tick();
        Assert.Contains("Value of accumulator seen was called in the function of an operator", engine.Failure().Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_unique_in_a_context_and_a_refused_accumulator_can_be_registered_by_another_name()
    {
        using var engine = new Engine();
        engine.Context.LongAccumulator("name");
        var mine = new Longest();
        string said = Assert.Throws<ArgumentException>(() => engine.Context.Accumulator("name", mine)).Message;
        Assert.Contains("has a shared variable name already", said, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => engine.Context.Broadcast("name", 1));
        Assert.Null(mine.Name);
        engine.Context.Accumulator("other", mine);
        Assert.Equal("other", mine.Name);
        Assert.Throws<InvalidOperationException>(() => engine.Context.Accumulator("third", mine));
        Assert.Throws<ArgumentException>(() => engine.Context.LongAccumulator(" "));
    }

    [Fact]
    public void Threads_that_a_function_starts_count_at_once_and_lose_nothing()
    {
        using var engine = new Engine(partitions: 2);
        LongAccumulator seen = engine.Context.LongAccumulator("seen");
        engine.Queue<int>([.. Enumerable.Range(0, 64)]).ForeachBatch(batch => batch.Foreach(_ => Parallel.For(0, 100, _ => seen.Add(1))));
        engine.Tick();
        Assert.Equal(6400, seen.Value);
    }

    [Fact]
    public void An_accumulator_made_while_the_context_runs_counts_and_shows_in_the_metrics_until_the_end()
    {
        using var metrics = new MetricCapture("accumulator-metrics");
        var clock = new ManualClock();
        using var context = new StreamingContext(
            "accumulator-metrics", TimeSpan.FromSeconds(1),
            new StreamingOptions { TimeProvider = clock, OneActivePerProcess = false, Partitions = 2 });
        LongAccumulator? late = null;
        DoubleAccumulator early = context.DoubleAccumulator("early");
        context.CollectionAccumulator<int>("list");
        context.QueueStream(new System.Collections.Concurrent.ConcurrentQueue<IReadOnlyList<int>>([[1, 2], [3]])).ForeachBatch(batch =>
        {
            late ??= context.LongAccumulator("late");
            batch.Foreach(x => late.Add(x));
            early.Add(0.5);
        });
        Assert.Empty(metrics.Observe("hotstream.accumulator.value"));
        context.Start();
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(context.AwaitDueBatches(Engine.Patience));
        Assert.Equal([6], metrics.Observe("hotstream.accumulator.value", "hotstream.accumulator=late"));
        Assert.Equal([1], metrics.Observe("hotstream.accumulator.value", "hotstream.accumulator=early"));
        Assert.Equal(2, metrics.Observe("hotstream.accumulator.value").Length);
        context.Stop();
        Assert.Empty(metrics.Observe("hotstream.accumulator.value"));
    }

    private sealed class Longest : Accumulator<string, string>
    {
        private string _longest = string.Empty;

        protected override string Result => _longest;

        protected override bool IsResultZero => _longest.Length == 0;

        protected override Accumulator<string, string> CreateZero() => new Longest();

        protected override void AddValue(string value) => _longest = value.Length > _longest.Length ? value : _longest;

        protected override void MergeValue(Accumulator<string, string> other) => AddValue(((Longest)other)._longest);

        protected override void ResetValue() => _longest = string.Empty;
    }
}
