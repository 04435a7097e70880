namespace HotStream;

public abstract partial class Batch<T>
{
    /// <summary>The records that do not occur in the other batch; duplicates are kept.</summary>
    /// <param name="other">What to leave out.</param>
    public Batch<T> Subtract(Batch<T> other) => new SubtractBatch<T>(this, other);
}

/// <summary>The records of one batch that do not occur in another.</summary>
internal sealed class SubtractBatch<T>(Batch<T> parent, Batch<T> other) : Batch<T>(parent.Scope)
{
    private HashSet<T>? _excluded;

    public override int PartitionCount => parent.PartitionCount;

    internal override bool KeepsSourcesWhole => parent.KeepsSourcesWhole;

    internal override long SizeHint => parent.SizeHint;

    internal override void Prepare()
    {
        parent.Prepare();
        _excluded ??= [.. other.ToList()];
    }

    internal override void Execute(int partition, Stage<T> next)
    {
        var kept = new FilterOperator<T, DelegateFunction<T, bool>>("Subtract", new(record => !_excluded!.Contains(record)));
        Stage<T> stage = kept.Bind(new StageContext(partition) { Time = Time }, next);
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
