namespace HotStream;

/// <summary>Collects a whole partition and hands it to a function.</summary>
internal sealed class PartitionStage<T>(StageContext context, string name, Action<Partition<T>> function) : Stage<T>
{
    private readonly RecordList<T> _records = new();

    public override bool KeepsRecords => KeyTraits<T>.MayHoldSlices;

    public override void Accept(ReadOnlySpan<T> block) => _records.AddRange(block);

    public override void Complete()
    {
        StageContext? outer = context.Enter(0);
        try
        {
            function(new Partition<T>(context.Partition, context.Time, _records));
        }
        catch (Exception cause)
        {
            throw context.Explain(name, cause);
        }
        finally
        {
            StageContext.Leave(outer);
        }

        context.Settle();
    }

    public override void Release() => _records.Release();
}
