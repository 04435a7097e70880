namespace HotStream;

/// <summary>
/// A parent stream's records folded into partials, batch by batch. When nothing stands in the way this runs ahead: records are folded while
/// they arrive, so that a batch of any size needs the memory of its result.
/// </summary>
internal sealed class FoldedInput<TIn>(DStream<TIn> parent, PartialOperator<TIn> step)
{
    private readonly IAheadSource<TIn>? _source = parent as IAheadSource<TIn>;
    private List<PartialSlot<TIn>>? _slots;
    private (BatchTime Time, Exception Cause)? _failed;

    public bool WantsAhead => _source is { CanRunAhead: true } && !step.KeepsRecords;

    /// <summary>Whether the batch that runs was folded while it arrived; one of an earlier life that is run again was not.</summary>
    public bool IsAhead => _slots is not null && parent.Context.Again is null;

    public void StartAhead()
    {
        _slots = [];
        _source!.AttachAhead(context =>
        {
            var slot = new PartialSlot<TIn>(step, context.For(step));
            _slots.Add(slot);
            return (slot, slot);
        });
    }

    /// <summary>
    /// The partials of a time, folded now if they were not ahead; null when the parent has no batch. They go back by
    /// <see cref="PartialOperator{TIn}.ReturnAll"/>.
    /// </summary>
    public Partial<TIn>[]? Take(BatchTime time) => IsAhead
        ? TakeAhead(time)
        : parent.GetOrCompute(time) is { } batch ? step.FoldAll(batch) : null;

    /// <summary>The partials that were folded while the records of a time arrived.</summary>
    public Partial<TIn>[] TakeAhead(BatchTime time)
    {
        if (_failed is { } failed && failed.Time == time)
        {
            throw failed.Cause; // the same for every output
        }

        var partials = new Partial<TIn>[_slots!.Count];
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
            step.ReturnAll(partials);
            _failed = (time, failure);
            throw failure;
        }

        return partials;
    }
}
