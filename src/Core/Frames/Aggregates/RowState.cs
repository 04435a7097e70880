namespace HotStream;

/// <summary>An aggregate whose states are of a fixed size, at its place in the rows of states.</summary>
internal abstract unsafe class RowState<TState> : AggregateState
    where TState : unmanaged
{
    private static readonly DataType[] s_savedTypes =
        [.. Enumerable.Repeat(DataType.Long, (sizeof(TState) + sizeof(long) - 1) / sizeof(long))];

    private StateRows? _rows;
    private int _place;

    /// <summary>The states by group number; those of an aggregate of the same kind too.</summary>
    protected internal StateColumn<TState> States => _rows!.Column<TState>(_place);

    /// <summary>The bytes of a state, eight in a column.</summary>
    public override IReadOnlyList<DataType> SavedTypes => s_savedTypes;

    public override void Join(StateRows rows)
    {
        _rows = rows;
        _place = rows.Add(sizeof(TState));
    }

    public override void Save(ReadOnlySpan<int> groups, ReadOnlySpan<ColumnVector> columns)
    {
        StateColumn<TState> states = States;
        long* words = stackalloc long[columns.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            *(TState*)words = states[groups[i]];
            for (int word = 0; word < columns.Length; word++)
            {
                ((long*)columns[word].Data)[i] = words[word];
            }
        }
    }

    public override void Load(ReadOnlySpan<ColumnVector> columns, int rows, int* groups, int count)
    {
        StateColumn<TState> states = States;
        long* words = stackalloc long[columns.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int word = 0; word < columns.Length; word++)
            {
                words[word] = ((long*)columns[word].Data)[i];
            }

            Add(ref states[groups[i]], in *(TState*)words);
        }
    }

    public override void Dispose()
    {
    }

    /// <summary>Adds what another state has.</summary>
    protected abstract void Add(ref TState state, in TState other);
}
