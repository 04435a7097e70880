namespace HotStream.Bench;

/// <summary>Greatest numbers, which cannot be undone.</summary>
internal sealed unsafe class GreatestWindow : TableDriver<long, long>, ISlidingWindow
{
    private readonly BlockWindow<long, long, long, ExtremeCells<long, MaxOrder>, KeyValuePair<long, long>, PairResult<long, long,
        long, Identity<long>>> _table;
    private readonly long[] _values = new long[Block.Size];

    public GreatestWindow(int panes)
        : this(
            new BlockWindow<long, long, long, ExtremeCells<long, MaxOrder>, KeyValuePair<long, long>, PairResult<long, long, long,
                Identity<long>>>(panes, default, default))
    {
    }

    private GreatestWindow(
        BlockWindow<long, long, long, ExtremeCells<long, MaxOrder>, KeyValuePair<long, long>, PairResult<long, long,
            long, Identity<long>>> table)
        : base(table) => _table = table;

    public int? LastMerges => _table.LastMerges;

    public void Check(ReadOnlySpan<long> keys, int panes)
    {
        long expected = long.MinValue;
        for (long pane = Filled - panes; pane < Filled; pane++)
            expected = Math.Max(expected, ValueOf(pane));
        Check(keys, greatest => greatest == expected);
    }

    protected override void Fold(FoldTable<long, long> lane, int* groups, int count)
    {
        _values.AsSpan(0, count).Fill(ValueOf(Filled));
        lane.Fold(groups, _values.AsSpan(0, count), default(MaxAggregate<long>));
    }

    private static long ValueOf(long pane) => (long)SplitMix64.Mix((ulong)pane);
}
