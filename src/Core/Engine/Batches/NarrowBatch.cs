namespace HotStream;

/// <summary>A batch seen through an operator: reading it binds the operator's stage in front of the reader.</summary>
internal sealed class NarrowBatch<TIn, TOut>(Batch<TIn> parent, NarrowOperator<TIn, TOut> step) : Batch<TOut>(parent.Scope)
{
    public override int PartitionCount => parent.PartitionCount;

    internal override bool KeepsSourcesWhole => parent.KeepsSourcesWhole;

    internal override long SizeHint => parent.SizeHint;

    internal override int SolePartition => parent.SolePartition;

    internal override void Prepare() => parent.Prepare();

    internal override void Execute(int partition, Stage<TOut> next)
    {
        StageContext run = Scope.Begin(step, partition);
        Stage<TIn> stage = step.Bind(run, next);
        try
        {
            parent.Execute(partition, stage);
            run.Settle();
        }
        finally
        {
            stage.Release();
        }
    }
}
