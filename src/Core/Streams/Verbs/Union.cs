namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>The records of this and another stream at the same times; duplicates are kept.</summary>
    /// <param name="other">A stream of the same context with the same slide.</param>
    /// <exception cref="ArgumentException">Another context or another slide.</exception>
    public DStream<T> Union(DStream<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new UnionDStream<T>(Context, [this, other]);
    }
}

public abstract partial class Batch<T>
{
    /// <summary>The records of both batches, partitions side by side.</summary>
    /// <param name="other">The other batch.</param>
    public Batch<T> Union(Batch<T> other) => new UnionBatch<T>(Scope, [this, other]);
}

public sealed partial class StreamingContext
{
    /// <summary>The records of many streams of one slide, for example of several receivers.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="streams">At least one stream of this context.</param>
    public DStream<T> Union<T>(params DStream<T>[] streams)
    {
        ArgumentNullException.ThrowIfNull(streams);
        return streams.Length > 0
            ? new UnionDStream<T>(this, streams)
            : throw new ArgumentException("Union needs at least one stream.", nameof(streams));
    }
}

/// <summary>Several streams' batches of the same time side by side.</summary>
internal sealed class UnionDStream<T> : DStream<T>, IAheadSource<T>
{
    private readonly DStream<T>[] _parents;
    private readonly object[] _ways; // a record that comes by two ways is two records to what stands behind

    public UnionDStream(StreamingContext context, DStream<T>[] parents)
        : base(context, parents, "Union")
    {
        _parents = parents;
        _ways = [.. parents.Select(_ => new object())];
    }

    internal override OrderUse OrderUse => OrderUse.PassesOn;

    public bool CanRunAhead => !IsCached && _parents.Distinct().Count() == _parents.Length
        && _parents.All(parent => parent is IAheadSource { CanRunAhead: true });

    public void AttachAhead(Func<StageContext, (Stage<T> Head, IClosable End)> chainOf)
    {
        for (int i = 0; i < _parents.Length; i++)
        {
            object way = _ways[i];
            ((IAheadSource<T>)_parents[i]).AttachAhead(context =>
            {
                (Stage<T>, IClosable) chain = chainOf(context);
                context.For(way);
                return chain;
            });
        }
    }

    internal override Batch<T>? Compute(BatchTime time)
    {
        var batches = new Batch<T>[_parents.Length];
        for (int i = 0; i < batches.Length; i++)
        {
            batches[i] = _parents[i].GetOrCompute(time)
                ?? throw new InvalidOperationException(
                    $"Union at {time}: its parent {_parents[i].OperatorName} has no batch for this time.");
        }

        return new UnionBatch<T>(Context.Graph.ScopeOf(time), batches);
    }
}

/// <summary>The partitions of several batches side by side.</summary>
internal sealed class UnionBatch<T>(BatchScope scope, Batch<T>[] parents) : Batch<T>(scope)
{
    public override int PartitionCount => parents.Sum(parent => parent.PartitionCount);

    internal override bool KeepsSourcesWhole => Array.TrueForAll(parents, parent => parent.KeepsSourcesWhole);

    internal override long SizeHint => parents.All(parent => parent.SizeHint >= 0) ? parents.Sum(parent => parent.SizeHint) : -1;

    internal override void Prepare()
    {
        foreach (Batch<T> parent in parents)
        {
            parent.Prepare();
        }
    }

    internal override void Execute(int partition, Stage<T> next)
    {
        foreach (Batch<T> parent in parents)
        {
            if (partition < parent.PartitionCount)
            {
                parent.Execute(partition, next);
                return;
            }

            partition -= parent.PartitionCount;
        }
    }
}
