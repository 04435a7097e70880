namespace HotStream;

/// <summary>
/// What an operator that brings records of all partitions together does, apart from any batch: every input partition is folded into a
/// <see cref="Partial{T}"/> (which may happen while records still arrive), partials are merged into output partitions by the stable hash
/// of the key, and read from there. Partials are pooled here, tables and all, so that a steady batch allocates none.
/// </summary>
internal abstract class WideOperator<TIn, TOut>(string name)
{
    private readonly Stack<Partial<TIn>> _pool = new();
    private readonly Lock _gate = new();

    /// <summary>The operator's name in messages.</summary>
    public string Name { get; } = name;

    /// <summary>Whether partials keep pointing into the text they were folded from.</summary>
    public virtual bool KeepsRecords => true;

    /// <summary>Output partitions for so many input partitions.</summary>
    public virtual int PartitionsFor(int inputs) => Math.Max(1, inputs);

    /// <summary>An empty partial, from the pool when there is one.</summary>
    public Partial<TIn> Rent(StageContext context)
    {
        Partial<TIn>? partial;
        lock (_gate)
        {
            _pool.TryPop(out partial); // once per partition and batch
        }

        partial ??= Create();
        partial.Context = context;
        partial.OperatorName = Name;
        return partial;
    }

    /// <summary>Empties a partial and keeps it for later.</summary>
    public void Return(Partial<TIn> partial)
    {
        partial.Clear();
        lock (_gate)
        {
            _pool.Push(partial);
        }
    }

    /// <summary>The share of all partials that belongs to one of several output partitions.</summary>
    public Partial<TIn> Merge(IReadOnlyList<Partial<TIn>> partials, int partition, int partitions, StageContext context)
    {
        Partial<TIn> merged = Rent(context);
        try
        {
            foreach (Partial<TIn> partial in partials)
            {
                merged.Absorb(partial, partition, partitions);
            }
        }
        catch (Exception cause)
        {
            throw context.Explain(Name, cause);
        }

        return merged;
    }

    /// <summary>Pushes an output partition's records; does not complete the sink.</summary>
    public abstract void Emit(Partial<TIn> merged, BlockSink<TOut> sink);

    protected abstract Partial<TIn> Create();
}
