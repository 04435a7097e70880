namespace HotStream;

/// <summary>
/// The first half of an operator that brings records of all partitions together: every input partition is folded into a
/// <see cref="Partial{T}"/>, which may happen while records still arrive. Partials are pooled here, tables and all, so that
/// a steady batch allocates none.
/// </summary>
internal abstract class PartialOperator<TIn>(string name)
{
    private readonly Stack<Partial<TIn>> _pool = new();
    private readonly Lock _gate = new();

    /// <summary>The operator's name in messages.</summary>
    public string Name { get; } = name;

    /// <summary>Whether partials keep pointing into the text they were folded from.</summary>
    public virtual bool KeepsRecords => true;

    /// <summary>
    /// What the order of the records means to the result. Where records of a partition come in order and partitions are merged
    /// in order, no order is lost here.
    /// </summary>
    public virtual OrderUse OrderUse => OrderUse.Needs;

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

    /// <summary>Folds every partition of a batch into a partial of its own, in parallel.</summary>
    public Partial<TIn>[] FoldAll(Batch<TIn> parent)
    {
        parent.Prepare();
        var partials = new Partial<TIn>[parent.PartitionCount];
        try
        {
            parent.Scope.Executor.RunAll(new FoldTask(this, parent, partials), partials.Length, parent.IsSmall);
        }
        catch
        {
            ReturnAll(partials);
            throw;
        }

        return partials;
    }

    /// <summary>Returns what there is of several partials.</summary>
    public void ReturnAll(Partial<TIn>?[] partials)
    {
        foreach (Partial<TIn>? partial in partials)
        {
            if (partial is not null)
            {
                Return(partial);
            }
        }
    }

    protected abstract Partial<TIn> Create();

    private sealed class FoldTask(PartialOperator<TIn> step, Batch<TIn> parent, Partial<TIn>[] partials) : IPartitionTask
    {
        public void Run(int partition)
        {
            StageContext run = parent.Scope.Begin(step, partition);
            Partial<TIn> partial = step.Rent(run);
            partials[partition] = partial;
            parent.Execute(partition, partial);
            run.Settle();
        }
    }
}
