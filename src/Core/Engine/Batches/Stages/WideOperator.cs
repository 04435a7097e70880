namespace HotStream;

/// <summary>
/// What an operator that brings records of all partitions together does, apart from any batch: partials are merged into output partitions
/// by the stable hash of the key, and read from there.
/// </summary>
internal abstract class WideOperator<TIn, TOut>(string name) : PartialOperator<TIn>(name)
{
    /// <summary>Output partitions for so many input partitions.</summary>
    public virtual int PartitionsFor(int inputs) => Math.Max(1, inputs);

    /// <summary>Whether equal keys are in one output partition, with all their records.</summary>
    public virtual bool KeepsSourcesWhole => true;

    /// <summary>The share of all partials that belongs to one of several output partitions.</summary>
    public Partial<TIn> Merge(IReadOnlyList<Partial<TIn>> partials, int partition, int partitions, StageContext context)
    {
        var merged = (MergeablePartial<TIn>)Rent(context);
        StageContext? outer = context.Enter(0);
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
        finally
        {
            StageContext.Leave(outer);
        }

        context.Settle();

        return merged;
    }

    protected sealed override Partial<TIn> Create() => CreateMergeable();

    protected abstract MergeablePartial<TIn> CreateMergeable();

    /// <summary>Pushes an output partition's records; does not complete the stage.</summary>
    public abstract void Emit(Partial<TIn> merged, Stage<TOut> next);
}
