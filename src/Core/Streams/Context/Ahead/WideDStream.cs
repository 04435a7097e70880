namespace HotStream;

/// <summary>The result of an operator that brings partitions together. When its first half ran ahead, its job only merges.</summary>
internal sealed class WideDStream<TIn, TOut>(DStream<TIn> parent, WideOperator<TIn, TOut> step)
    : DStream<TOut>(parent.Context, [parent], step.Name), IAheadFold
{
    private readonly FoldedInput<TIn> _input = new(parent, step);

    internal override OrderUse OrderUse => step.OrderUse;

    public bool WantsAhead => _input.WantsAhead;

    public void StartAhead() => _input.StartAhead();

    internal override Batch<TOut>? Compute(BatchTime time) => _input.IsAhead
        ? new WideBatch<TIn, TOut>(Context.Graph.ScopeOf(time), _input.TakeAhead(time), step)
        : parent.GetOrCompute(time)?.Wide(step);
}
