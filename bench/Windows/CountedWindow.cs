namespace HotStream.Bench;

/// <summary>Counts, undone by subtracting.</summary>
internal sealed unsafe class CountedWindow(int panes) : TableDriver<NoState, long>(
    WindowTables.Inverse<long, long, NoState, NoAggregate<long>, KeyValuePair<long, long>, CountPairResult<long, long, Identity<long>>>(
        panes, default, default)), ISlidingWindow
{
    public int? LastMerges => null;

    public void Check(ReadOnlySpan<long> keys, int panes) => Check(keys, count => count == panes);

    protected override void Fold(FoldTable<long, NoState> lane, int* groups, int count) => lane.CountUp(groups, (nuint)count);
}
