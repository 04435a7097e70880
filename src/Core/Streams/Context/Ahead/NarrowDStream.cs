namespace HotStream;

/// <summary>A stream seen through an operator that needs no exchange.</summary>
internal sealed class NarrowDStream<TIn, TOut>(DStream<TIn> parent, NarrowOperator<TIn, TOut> step)
    : DStream<TOut>(parent.Context, [parent], step.Name), IAheadSource<TOut>
{
    internal override OrderUse OrderUse => step.OrderUse;

    public bool CanRunAhead => step.IsIncremental && !IsCached && parent is IAheadSource { CanRunAhead: true };

    internal override Batch<TOut>? Compute(BatchTime time) => parent.GetOrCompute(time)?.Narrow(step);

    public void AttachAhead(Func<StageContext, (Stage<TOut> Head, IClosable End)> chainOf) =>
        ((IAheadSource<TIn>)parent).AttachAhead(context =>
    {
        (Stage<TOut> next, IClosable end) = chainOf(context);
        return (step.Bind(context.For(step), next), end);
    });
}
