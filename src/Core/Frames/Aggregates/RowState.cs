namespace HotStream;

/// <summary>An aggregate whose states are of a fixed size, at its place in the rows of states.</summary>
internal abstract unsafe class RowState<TState> : AggregateState
    where TState : unmanaged
{
    private StateRows? _rows;
    private int _place;

    /// <summary>The states by group number; those of an aggregate of the same kind too.</summary>
    protected internal StateColumn<TState> States => _rows!.Column<TState>(_place);

    public override void Join(StateRows rows)
    {
        _rows = rows;
        _place = rows.Add(sizeof(TState));
    }

    public override void Dispose()
    {
    }
}
