namespace HotStream;

/// <summary>
/// The result of an operator that brings partitions together. When nothing stands in the way, its first half runs ahead: records are
/// folded while they arrive, so that a batch of any size needs the memory of its result, and its job only merges.
/// </summary>
internal sealed class WideDStream<TIn, TOut>(DStream<TIn> parent, WideOperator<TIn, TOut> step)
    : DStream<TOut>(parent.Context, [parent], step.Name), IAheadConsumer
{
    private List<PartialSlot<TIn, TOut>>? _slots;
    private (BatchTime Time, Exception Cause)? _failed;

    public bool WantsAhead => parent.CanRunAhead && !step.KeepsRecords;

    public void StartAhead()
    {
        _slots = [];
        parent.AttachAhead(context =>
        {
            var slot = new PartialSlot<TIn, TOut>(step, context);
            _slots.Add(slot);
            return (slot, slot);
        });
    }

    internal override Batch<TOut>? Compute(BatchTime time)
    {
        if (_slots is null)
        {
            return parent.GetOrCompute(time)?.Wide(step);
        }

        if (_failed is { } failed && failed.Time == time)
        {
            throw failed.Cause; // the same for every output
        }

        var partials = new Partial<TIn>[_slots.Count];
        Exception? failure = null;
        for (int i = 0; i < partials.Length; i++)
        {
            try
            {
                partials[i] = _slots[i].TakeClosed();
            }
            catch (Exception thrown)
            {
                failure ??= thrown;
            }
        }

        if (failure is not null)
        {
            Array.ForEach(partials, partial =>
            {
                if (partial is not null)
                {
                    step.Return(partial);
                }
            });
            _failed = (time, failure);
            throw failure;
        }

        return new WideBatch<TIn, TOut>(Context.Graph.ScopeOf(time), partials, step);
    }
}
