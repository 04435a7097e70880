namespace HotStream.Bench;

/// <summary>Sums of doubles, undone by subtracting and computed anew now and then.</summary>
internal sealed unsafe class SummedWindow(int panes) : TableDriver<double, double>(
    WindowTables.Inverse<long, double, double, SumAggregate<double>, KeyValuePair<long, double>, PairResult<long, double, double,
        Identity<double>>>(panes, default, default)), ISlidingWindow
{
    private readonly double[] _values = new double[Block.Size];

    public int? LastMerges => null;

    public void Check(ReadOnlySpan<long> keys, int panes)
    {
        double expected = 0;
        for (long pane = Filled - panes; pane < Filled; pane++)
            expected += pane % 10;
        Check(keys, sum => Math.Abs(sum - expected) < 1e-6);
    }

    protected override void Fold(FoldTable<long, double> lane, int* groups, int count)
    {
        _values.AsSpan(0, count).Fill(Filled % 10);
        lane.Fold(groups, _values.AsSpan(0, count), default(SumAggregate<double>));
    }
}
