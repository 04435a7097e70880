namespace HotStream;

/// <summary>The end of a chain that runs ahead: the partial of the open batch, exchanged for an empty one when the batch closes.</summary>
internal sealed class PartialSlot<TIn>(PartialOperator<TIn> step, StageContext context) : Stage<TIn>, IClosable
{
    private Partial<TIn> _open = step.Rent(context);
    private Partial<TIn>? _closed;
    private Exception? _failure;

    public override void Accept(ReadOnlySpan<TIn> block) => _open.Accept(block);

    public void Close(Exception? failure)
    {
        if (_closed is not null)
        {
            step.Return(_closed); // the batch before failed before it asked
        }

        _closed = _open;
        _failure = failure;
        _open = step.Rent(context);
    }

    /// <summary>The partial of the batch closed last.</summary>
    public Partial<TIn> TakeClosed()
    {
        Partial<TIn> closed = _closed ?? throw new InvalidOperationException("A batch was asked for before its input was closed.");
        _closed = null;
        if (_failure is not null)
        {
            step.Return(closed);
            throw _failure;
        }

        return closed;
    }
}
