namespace HotStream;

public abstract partial class Batch<T>
{
    /// <summary>Every pair of a record of this and a record of the other batch.</summary>
    /// <typeparam name="TOther">Records of the other batch.</typeparam>
    /// <param name="other">The other batch; held in memory.</param>
    public Batch<(T Left, TOther Right)> Cartesian<TOther>(Batch<TOther> other) => new CartesianBatch<T, TOther>(this, other);

    /// <summary>
    /// A batch of given records at this batch's time, split into contiguous partitions: static data to union or join with.
    /// </summary>
    /// <typeparam name="TOther">Type of the records.</typeparam>
    /// <param name="records">The records; not copied, do not change them while the batch is in use.</param>
    /// <param name="partitions">Partitions, or 0 for as many as this batch has.</param>
    public Batch<TOther> WithRecords<TOther>(IReadOnlyList<TOther> records, int partitions = 0) =>
        new ListBatch<TOther>(Scope, records, partitions > 0 ? partitions : Math.Max(1, PartitionCount));
}

/// <summary>Every record of one batch with every record of another.</summary>
internal sealed class CartesianBatch<TLeft, TRight>(Batch<TLeft> parent, Batch<TRight> other)
    : Batch<(TLeft Left, TRight Right)>(parent.Scope)
{
    private List<TRight>? _right;

    public override int PartitionCount => parent.PartitionCount;

    internal override void Prepare()
    {
        parent.Prepare();
        _right ??= other.ToList();
    }

    internal override void Execute(int partition, Stage<(TLeft Left, TRight Right)> next)
    {
        var pairs = new FlatMapOperator<TLeft, (TLeft, TRight)>("Cartesian", left => _right!.Select(right => (left, right)));
        Stage<TLeft> stage = pairs.Bind(new StageContext(partition) { Time = Time }, next);
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
