namespace HotStream;

/// <summary>A stream seen through an operator that needs no exchange.</summary>
internal sealed class NarrowDStream<TIn, TOut>(DStream<TIn> parent, NarrowOperator<TIn, TOut> step)
    : DStream<TOut>(parent.Context, [parent], step.Name)
{
    internal override OrderUse OrderUse => step.OrderUse;

    internal override bool PassesAhead => step.IsIncremental && !IsCached;

    internal override bool CanRunAhead => PassesAhead && parent.CanRunAhead;

    internal override Batch<TOut>? Compute(BatchTime time) => parent.GetOrCompute(time)?.Narrow(step);

    internal override void AttachAhead(Func<StageContext, (BlockSink<TOut> Head, IClosable End)> chainOf) => parent.AttachAhead(context =>
    {
        (BlockSink<TOut> next, IClosable end) = chainOf(context);
        return (step.Bind(context.For(step), next), end);
    });
}
