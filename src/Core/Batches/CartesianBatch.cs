namespace HotStream;

/// <summary>Every record of one batch with every record of another.</summary>
internal sealed class CartesianBatch<TLeft, TRight>(Batch<TLeft> parent, Batch<TRight> other) : Batch<(TLeft Left, TRight Right)>(parent.Scope)
{
    private List<TRight>? _right;

    public override int PartitionCount => parent.PartitionCount;

    internal override void Prepare()
    {
        parent.Prepare();
        _right ??= other.ToList();
    }

    internal override void Execute(int partition, BlockSink<(TLeft Left, TRight Right)> sink)
    {
        var pairs = new FlatMapOperator<TLeft, (TLeft, TRight)>("Cartesian", left => _right!.Select(right => (left, right)));
        BlockSink<TLeft> stage = pairs.Bind(new StageContext(partition) { Time = Time }, sink);
        try
        {
            parent.Execute(partition, stage);
        }
        finally
        {
            stage.Release();
        }
    }
}
