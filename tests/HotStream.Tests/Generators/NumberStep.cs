using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Generators;

/// <summary>One step of a random program over numbers, twice: as a stream operator and as plain LINQ over the list of a batch.</summary>
internal sealed record NumberStep(string Name, Func<DStream<long>, DStream<long>> OnStream, Func<long[], IEnumerable<long>> OnList)
{
    private static readonly Func<long, long, long>[] s_folds = [(a, b) => a + b, Math.Max, Math.Min, (a, b) => a ^ b];

    /// <summary>Steps that bring pairs of two streams together: at most one in a program, they multiply records.</summary>
    private static readonly Func<int, NumberStep>[] s_joins =
    [
        n => new($"Join {n}", s => Keyed(s, n).Join(Keyed(Odd(s), n)).Map(p => Mix(p.Key, p.Value.Left, p.Value.Right)),
            l => from a in l from b in l.Where(IsOdd) where Mod(a, n) == Mod(b, n) select Mix(Mod(a, n), a, b)),
        n => new($"LeftOuterJoin {n}", s => Keyed(s, n).LeftOuterJoin(Keyed(Odd(s), n), 3)
            .Map(p => Mix(p.Key, p.Value.Left, p.Value.Right.GetValueOrDefault(99))),
            l => from a in l from b in Partners(l.Where(IsOdd), Mod(a, n), n) select Mix(Mod(a, n), a, b)),
        n => new($"RightOuterJoin {n}", s => Keyed(Odd(s), n).RightOuterJoin(Keyed(s, n))
            .Map(p => Mix(p.Key, p.Value.Left.GetValueOrDefault(99), p.Value.Right)),
            l => from b in l from a in Partners(l.Where(IsOdd), Mod(b, n), n) select Mix(Mod(b, n), a, b)),
        n => new($"FullOuterJoin {n}",
            s => Keyed(Odd(s), n).FullOuterJoin(Keyed(Even(s), n))
            .Map(p => Mix(p.Key, p.Value.Left.GetValueOrDefault(99), p.Value.Right.GetValueOrDefault(99))),
            l => from key in l.Select(x => Mod(x, n)).Distinct()
                 from a in Partners(l.Where(IsOdd), key, n)
                 from b in Partners(l.Where(x => !IsOdd(x)), key, n)
                 select Mix(key, a, b)),
        n => new($"CoGroup {n}", s => Keyed(Odd(s), n).CoGroup(Keyed(s, n))
            .Map(p => Mix(p.Key, Digest(p.Value.Left), Digest(p.Value.Right))),
            l => l.GroupBy(x => Mod(x, n)).Select(g => Mix(g.Key, Digest(g.Where(IsOdd)), Digest(g)))),
        n => new($"Cartesian {n}", s => s.Transform(b => b.Cartesian(b.Filter(x => Mod(x, n + 3) == 0)).Map(p => Mix(1, p.Left, p.Right))),
            l => from a in l from b in l where Mod(b, n + 3) == 0 select Mix(1, a, b)),
    ];

    private static readonly Func<int, NumberStep>[] s_steps =
    [
        n => new($"Map {n}", s => s.Map(x => (x * n) - 3), l => l.Select(x => (x * n) - 3)),
        n => new($"Filter {n}", s => s.Filter(x => Mod(x, n + 1) != 0), l => l.Where(x => Mod(x, n + 1) != 0)),
        n => new($"FlatMap {n}", s => s.FlatMap(x => Several(x, n)), l => l.SelectMany(x => Several(x, n))),
        n => new($"MapPartitions {n}", s => s.MapPartitions(part => part.Select(x => x + n)), l => l.Select(x => x + n)),
        n => new($"Glom {n}", s => s.Glom().FlatMap(part => part), l => l),
        n => new($"Repartition {n}", s => s.Repartition(n), l => l),
        n => new($"Union {n}", s => s.Union(s.Map(x => x + n)), l => l.Concat(l.Select(x => x + n))),
        n => new($"Cache {n}", s => s.Map(x => x - n).Cache(), l => l.Select(x => x - n)),
        n => new($"Count {n}", s => s.Count(), l => [l.Length]),
        n => new($"Reduce {n}", s => s.Reduce(s_folds[n % 4]), l => l.Length == 0 ? [] : [l.Aggregate(s_folds[n % 4])]),
        n => new($"CountByValue {n}", s => s.CountByValue(n).Map(p => Mix(p.Key, p.Value, 0)), l => l.GroupBy(x => x)
            .Select(g => Mix(g.Key, g.LongCount(), 0))),
        n => new($"Distinct {n}", s => s.Transform(b => b.Distinct()), l => l.Distinct()),
        n => new($"Subtract {n}", s => s.Transform(b => b.Subtract(b.Filter(x => Mod(x, n + 1) == 0))),
            l => l.Where(x => Mod(x, n + 1) != 0)),
        n => new($"SortBy {n}", s => s.Transform(b => b.SortBy(x => Mod(x, n))), l => l),
        n => new($"ReduceByKey {n}", s => Keyed(s, n).ReduceByKey(s_folds[n % 4]).Map(p => Mix(p.Key, p.Value, 1)),
            l => l.GroupBy(x => Mod(x, n)).Select(g => Mix(g.Key, g.Aggregate(s_folds[n % 4]), 1))),
        n => new($"SumByKey {n}", s => Keyed(s, n).SumByKey(n).Map(p => Mix(p.Key, p.Value, 2)),
            l => l.GroupBy(x => Mod(x, n)).Select(g => Mix(g.Key, g.Aggregate((a, b) => a + b), 2))),
        n => new($"CountByKey {n}", s => Keyed(s, n).MapValues(x => x % 5).CountByKey().Map(p => Mix(p.Key, p.Value, 3)),
            l => l.GroupBy(x => Mod(x, n)).Select(g => Mix(g.Key, g.LongCount(), 3))),
        n => new($"FlatMapValues {n}", s => Keyed(s, n).FlatMapValues(x => Several(x, n)).Map(p => Mix(p.Key, p.Value, 4)),
            l => from x in l from y in Several(x, n) select Mix(Mod(x, n), y, 4)),
        n => new($"GroupByKey {n}", s => Keyed(s, n).GroupByKey().Map(p => Mix(p.Key, Digest(p.Value), 5)),
            l => l.GroupBy(x => Mod(x, n)).Select(g => Mix(g.Key, Digest(g), 5))),
        n => new($"CombineByKey {n}", s => Keyed(s, n)
            .CombineByKey(x => (Sum: x, Count: 1L), (t, x) => (t.Sum + x, t.Count + 1), (t, u) => (t.Sum + u.Sum, t.Count + u.Count))
                .Map(p => Mix(p.Key, p.Value.Sum, p.Value.Count)),
            l => l.GroupBy(x => Mod(x, n)).Select(g => Mix(g.Key, g.Aggregate((a, b) => a + b), g.LongCount()))),
        n => new($"AggregateByKey {n}", s => Keyed(s, n).AggregateByKey<long, long, long, SumAggregate<long>>(default, n)
            .Map(p => Mix(p.Key, p.Value, 6)),
            l => l.GroupBy(x => Mod(x, n)).Select(g => Mix(g.Key, g.Aggregate((a, b) => a + b), 6))),
    ];

    /// <summary>Programs of up to five steps, of which at most one joins.</summary>
    public static Gen<NumberStep[]> Programs { get; } =
        from before in Cases.Arrays(StepOf(s_steps), 0, 2)
        from joining in Cases.Arrays(StepOf(s_joins), 0, 1)
        from after in Cases.Arrays(StepOf(s_steps), 0, 2)
        select (NumberStep[])[.. before, .. joining, .. after];

    public override string ToString() => Name;

    private static Gen<NumberStep> StepOf(Func<int, NumberStep>[] makers) =>
        from maker in Gen.Elements(makers)
        from n in Gen.Choose(1, 6)
        select maker(n);

    private static DStream<KeyValuePair<long, long>> Keyed(DStream<long> stream, int n) =>
        stream.Map(x => KeyValuePair.Create(Mod(x, n), x));

    private static DStream<long> Odd(DStream<long> stream) => stream.Filter(IsOdd);

    private static DStream<long> Even(DStream<long> stream) => stream.Filter(x => !IsOdd(x));

    private static IEnumerable<long> Partners(IEnumerable<long> list, long key, int n) =>
        list.Where(x => Mod(x, n) == key).DefaultIfEmpty(99);

    private static IEnumerable<long> Several(long x, int n) => Enumerable.Range(0, (int)Mod(x, n + 1)).Select(i => x + i);

    private static bool IsOdd(long x) => (x & 1) != 0;

    private static long Mod(long x, int n) => ((x % n) + n) % n;

    private static long Mix(long a, long b, long c) => (a * 31) + (b * 7) + c;

    /// <summary>The same for the same records in any order, and different for most others.</summary>
    private static long Digest(IEnumerable<long> records) => records.Aggregate(17L, (digest, x) => digest + (x * x) + (x << 7) + 1);
}
