namespace HotStream.Tests.Order;

using Pair = KeyValuePair<int, Numbered>;

/// <summary>
/// Everything that could tell in which order records came, each with the lists of records it saw in order: by key, or by partition.
/// </summary>
internal static class OrderedOperators
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    public static IReadOnlyDictionary<string, Action<DStream<Pair>, Action<IEnumerable<Numbered>>>> All { get; } =
        new Dictionary<string, Action<DStream<Pair>, Action<IEnumerable<Numbered>>>>
        {
            ["ForeachBatch"] = (pairs, saw) => pairs.ForeachBatch(batch => saw(batch.ToList().Select(pair => pair.Value))),
            ["ForeachPartition"] = (pairs, saw) => pairs.ForeachPartition(partition => saw(partition.Select(pair => pair.Value))),
            ["MapPartitions"] = (pairs, saw) => pairs.MapPartitions(partition => new[] { partition.Select(pair => pair.Value).ToArray() })
                .ForeachBatch(Lists<Numbered[]>(saw)),
            ["Repartition"] = (pairs, saw) => pairs.Repartition(3).ForeachBatch(batch => saw(batch.ToList().Select(pair => pair.Value))),
            ["Repartition, GroupByKey"] = (pairs, saw) =>
                pairs.Repartition(3).GroupByKey().ForeachBatch(PerKey<IReadOnlyList<Numbered>>(saw)),
            ["GroupByKey"] = (pairs, saw) => pairs.GroupByKey().ForeachBatch(PerKey<IReadOnlyList<Numbered>>(saw)),
            ["ReduceByKey"] = (pairs, saw) => Single(pairs).ReduceByKey((a, b) => [.. a, .. b]).ForeachBatch(PerKey<Numbered[]>(saw)),
            ["CombineByKey"] = (pairs, saw) => pairs.CombineByKey(one => new[] { one }, (all, one) => [.. all, one], (a, b) => [.. a, .. b])
                .ForeachBatch(PerKey<Numbered[]>(saw)),
            ["Reduce"] = (pairs, saw) => Single(pairs).Map(pair => pair.Value).Reduce((a, b) => [.. a, .. b])
                .ForeachBatch(Lists<Numbered[]>(saw)),
            ["AggregateByKey First, Last"] = (pairs, saw) =>
                BySource(pairs).AggregateByKey(Aggregates.First<Numbered>().And(Aggregates.Last<Numbered>()))
                .ForeachBatch(batch => Array.ForEach([.. batch.ToList()], pair => saw([pair.Value.First, pair.Value.Second]))),
            ["CoGroup"] = (pairs, saw) => pairs.CoGroup(pairs).ForeachBatch(batch => Array.ForEach([.. batch.ToList()], pair =>
            {
                saw(pair.Value.Left);
                saw(pair.Value.Right);
            })),
            ["Join"] = (pairs, saw) => pairs.Join(pairs).ForeachBatch(JoinedLists(saw)),
            ["FullOuterJoin"] = (pairs, saw) => pairs.FullOuterJoin(pairs.Filter(pair => pair.Key < 0)).ForeachBatch(batch =>
                Array.ForEach([.. batch.ToList().Where(pair => !pair.Value.Right.HasValue).GroupBy(pair => pair.Key)],
                    group => saw(group.Select(pair => pair.Value.Left.Value)))),
            ["MapWithState"] = (pairs, saw) =>
                pairs.MapWithState(StateSpec.Function((int key, Optional<Numbered> one, State<List<Numbered>> state) =>
            {
                List<Numbered> all = state.Exists ? state.Get() : [];
                all.Add(one.Value);
                state.Update(all);
                return all.ToArray();
            })).ForeachBatch(Lists<Numbered[]>(saw)),
            ["UpdateStateByKey"] = (pairs, saw) => pairs.UpdateStateByKey((IReadOnlyList<Numbered> fresh, Optional<Numbered[]> state) =>
                new Optional<Numbered[]>(true, [.. state.GetValueOrDefault([]), .. fresh])).ForeachBatch(PerKey<Numbered[]>(saw)),
            ["Window"] = (pairs, saw) => pairs.Window(3 * s_second, s_second)
                .ForeachBatch(batch => saw(batch.ToList().Select(pair => pair.Value))),
            ["GroupByKeyAndWindow"] = (pairs, saw) =>
                pairs.GroupByKeyAndWindow(3 * s_second, s_second).ForeachBatch(PerKey<IReadOnlyList<Numbered>>(saw)),
            ["ReduceByKeyAndWindow"] = (pairs, saw) =>
                Single(pairs).ReduceByKeyAndWindow((a, b) => [.. a, .. b], 4 * s_second, s_second).ForeachBatch(PerKey<Numbered[]>(saw)),
            ["ReduceByKeyAndWindow, inverse"] = (pairs, saw) =>
                Single(pairs).ReduceByKeyAndWindow((a, b) => [.. a, .. b], (all, left) => all[left.Length..], 2 * s_second, s_second)
                .ForeachBatch(PerKey<Numbered[]>(saw)),
            ["ReduceByWindow"] = (pairs, saw) => Single(pairs).Map(pair => pair.Value)
                .ReduceByWindow((a, b) => [.. a, .. b], 3 * s_second, s_second).ForeachBatch(Lists<Numbered[]>(saw)),
            ["AggregateByKeyAndWindow First, Last"] = (pairs, saw) => BySource(pairs)
                .AggregateByKeyAndWindow(Aggregates.First<Numbered>().And(Aggregates.Last<Numbered>()), 3 * s_second, s_second)
                .ForeachBatch(batch => Array.ForEach([.. batch.ToList()], pair => saw([pair.Value.First, pair.Value.Second]))),
            ["Union"] = (pairs, saw) => pairs.Union(pairs.Filter(pair => pair.Key < 0))
                .ForeachBatch(batch => saw(batch.ToList().Select(pair => pair.Value))),
            ["WriteTo"] = (pairs, saw) => pairs.WriteTo(new KeyedSink(saw)),
            ["Repartition, WriteTo"] = (pairs, saw) => pairs.Repartition(3).WriteTo(new KeyedSink(saw)),
            ["Cache"] = (pairs, saw) => pairs.Cache().ForeachBatch(batch => saw(batch.ToList().Select(pair => pair.Value))),
        };

    private static DStream<KeyValuePair<int, Numbered[]>> Single(DStream<Pair> pairs) => pairs.MapValues(one => new[] { one });

    private static DStream<Pair> BySource(DStream<Pair> pairs) => pairs.Map(pair => KeyValuePair.Create(pair.Value.Source, pair.Value));

    private static Action<Batch<TList>> Lists<TList>(Action<IEnumerable<Numbered>> saw)
        where TList : IEnumerable<Numbered> => batch => batch.ToList().ForEach(list => saw(list));

    private static Action<Batch<KeyValuePair<int, TList>>> PerKey<TList>(Action<IEnumerable<Numbered>> saw)
        where TList : IEnumerable<Numbered> => batch => batch.ToList().ForEach(pair => saw(pair.Value));

    /// <summary>Right records come in order, and to each of them the left ones in order.</summary>
    private static Action<Batch<KeyValuePair<int, (Numbered Left, Numbered Right)>>> JoinedLists(Action<IEnumerable<Numbered>> saw) =>
        batch =>
    {
        foreach (IGrouping<int, KeyValuePair<int, (Numbered Left, Numbered Right)>> key in batch.ToList().GroupBy(pair => pair.Key))
        {
            saw(key.Select(pair => pair.Value.Right).Distinct());
            foreach (IGrouping<Numbered, KeyValuePair<int, (Numbered Left, Numbered Right)>> right in key.GroupBy(pair => pair.Value.Right))
            {
                saw(right.Select(pair => pair.Value.Left));
            }
        }
    };
}
