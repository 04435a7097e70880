using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Receiving;

/// <summary>A receiver's records are folded while they arrive, or kept for the batch, by what reads them; the answer is the same.</summary>
public sealed class AheadOrKeptTests
{
    private static readonly Dictionary<string, Func<DStream<int>, DStream<KeyValuePair<int, long>>>> s_jobs = new()
    {
        ["CountByValue"] = s => s.CountByValue(),
        ["Filter, Map, ReduceByKey"] = s => s.Filter(x => x % 3 != 0).Map(x => KeyValuePair.Create(x % 10, (long)x)).ReduceByKey(Math.Max),
        ["FlatMap, SumByKey"] = s =>
            s.FlatMap(x => Enumerable.Range(0, Math.Abs(x % 4)).Select(i => KeyValuePair.Create(i, (long)x))).SumByKey(5),
        ["Count"] = s => s.Count().Map(n => KeyValuePair.Create(0, n)),
        ["Reduce"] = s => s.Reduce(Math.Min).Map(x => KeyValuePair.Create(0, (long)x)),
        ["Union of two steps"] = s => s.Map(x => x + 1).Union(s.Filter(x => x > 5)).CountByValue(),
        ["a fold of folds"] = s => s.CountByValue().Map(p => KeyValuePair.Create((int)p.Value, 1L)).SumByKey(),
        ["CombineByKey"] = s => s.Map(x => KeyValuePair.Create(x % 5, x))
            .CombineByKey(x => (long)x, (sum, x) => sum + x, (a, b) => a + b, 3),
        ["AggregateByKey"] = s => s.Map(x => KeyValuePair.Create(x % 5, x)).AggregateByKey(
            Aggregates.TopK<int>(3).Select(top => top.Sum(x => (long)x)).And(Aggregates.DistinctCount<int>())
            .Select(parts => (31 * parts.First) + parts.Second)),
        // Rounded off away from halves: the order in which parts are merged moves the last digit.
        ["Aggregate"] = s => s.Aggregate(Aggregates.Variance<int>())
            .Map(state => KeyValuePair.Create(0, state.Count + (long)Math.Floor((1000 * state.Mean) + 0.0314159))),
        ["GroupByKey"] = s => s.Map(x => KeyValuePair.Create(x % 5, x)).GroupByKey().MapValues(list => list.Sum(x => (long)x)),
    };

    public static TheoryData<string> Jobs => [.. s_jobs.Keys];

    [Theory]
    [MemberData(nameof(Jobs))]
    public void The_answer_does_not_depend_on_running_ahead(string job)
    {
        Gen<int[][]> cases =
            Cases.Arrays(Gen.OneOf(Cases.Arrays(Gen.Choose(-30, 30), 0, 50), Cases.Arrays(Gen.Choose(-300, 300), 1000, 3000)), 1, 4);
        Cases.Check(cases, batches =>
        {
            string ahead = Run(s_jobs[job], batches, 2, _ => { }, s => s);
            Assert.Equal(ahead, Run(s_jobs[job], batches, 1, _ => { }, s => s));
            Assert.Equal(ahead, Run(s_jobs[job], batches, 3, context => context.Remember(TimeSpan.FromSeconds(2)), s => s));
            Assert.Equal(ahead, Run(s_jobs[job], batches, 3, _ => { }, s => s.Transform(batch => batch)));
            Assert.Equal(ahead, Run(s_jobs[job], batches, 2, _ => { }, s => s.Cache()));
        }, count: 12);
    }

    [Fact]
    public void A_fold_runs_ahead_only_when_nothing_needs_the_batch_as_a_whole()
    {
        Assert.True(CalledBeforeTheBatch((_, s) => s.Count()));
        Assert.True(CalledBeforeTheBatch((_, s) => s.Aggregate(Aggregates.TopK<int>(2).And(Aggregates.DistinctCount<int>()))
            .Map(parts => parts.Second)));
        Assert.False(CalledBeforeTheBatch((context, s) =>
        {
            context.Remember(TimeSpan.FromSeconds(5));
            return s.Count();
        }));
        Assert.False(CalledBeforeTheBatch((_, s) => s.Transform(batch => batch).Count()));
        Assert.False(CalledBeforeTheBatch((_, s) => s.Cache().Count()));
        Assert.False(CalledBeforeTheBatch((_, s) => s.Map(x => (long)x)));
        Assert.False(CalledBeforeTheBatch((_, s) =>
        {
            s.ForeachBatch(_ => { });
            return s.Count();
        }));
    }

    private static bool CalledBeforeTheBatch(Func<StreamingContext, DStream<int>, DStream<long>> job)
    {
        using var engine = new Engine(partitions: 1);
        int called = 0;
        var receiver = new ScriptedReceiver<int>();
        DStream<int> input = engine.Context.ReceiverStream(receiver).Map(x =>
        {
            Volatile.Write(ref called, 1);
            return x;
        });
        job(engine.Context, input).ForeachBatch(batch => batch.Count());
        engine.Context.Start();
        receiver.Send([.. new int[10_000]]);
        receiver.WaitUntilStored();
        bool before = SpinWait.SpinUntil(() => Volatile.Read(ref called) != 0, TimeSpan.FromMilliseconds(300));
        engine.Tick();
        Assert.Equal(1, called);
        return before;
    }

    private static string Run(
        Func<DStream<int>, DStream<KeyValuePair<int, long>>> job, int[][] batches, int partitions, Action<StreamingContext> with,
        Func<DStream<int>, DStream<int>> behind)
    {
        using var engine = new Engine(partitions);
        with(engine.Context);
        var receiver = new ScriptedReceiver<int>();
        List<List<KeyValuePair<int, long>>> seen = Engine.Collect(job(behind(engine.Context.ReceiverStream(receiver))));
        engine.Context.Start();
        foreach (int[] batch in batches)
        {
            receiver.Send(batch);
            receiver.WaitUntilStored();
            engine.Tick();
        }

        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        return string.Join('\n', seen.Select(batch => string.Join(' ', batch.OrderBy(pair => pair.Key).ThenBy(pair => pair.Value))));
    }
}
