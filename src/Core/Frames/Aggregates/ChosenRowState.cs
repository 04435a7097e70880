namespace HotStream;

/// <summary>Which of a group's rows gives the result.</summary>
internal enum Chosen
{
    /// <summary>The first one.</summary>
    First,

    /// <summary>The last one.</summary>
    Last,

    /// <summary>The one with the least value of the last argument.</summary>
    LeastBy,

    /// <summary>The one with the greatest value of the last argument.</summary>
    GreatestBy,
}

/// <summary>
/// The value of one row of each group: first, last, least or greatest by another value, of any type. Values that were replaced are left
/// behind, and cleared away when they are more than those that count.
/// </summary>
internal sealed unsafe class ChosenRowState(DataType[] types, Chosen chosen, bool ignoresNulls) : AggregateState
{
    private readonly int[] _place = new int[1];
    private readonly ColumnVector[] _columns = new ColumnVector[types.Length]; // of the rows offered
    private ColumnTable _values = new(types);
    private int[] _rows = []; // of each group its row in the table + 1

    /// <summary>Whether there is a row, and the row.</summary>
    public override IReadOnlyList<DataType> SavedTypes { get; } = [DataType.Boolean, .. types];

    public override long Bytes => _values.Bytes + (4L * _rows.Length);

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        Reserve(count);
        inputs.CopyTo(_columns);
        for (int i = 0; i < rows.Count; i++)
        {
            Offer(_columns, rows.PlaceOf(i), groups[i]);
        }
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> from, int* to, int count)
    {
        Reserve(count);
        var chosenThere = (ChosenRowState)other;
        for (int i = 0; i < from.Length; i++)
        {
            if (from[i] < chosenThere._rows.Length && chosenThere._rows[from[i]] > 0)
            {
                Offer(chosenThere._values.Columns, chosenThere._rows[from[i]] - 1, to[i]);
            }
        }
    }

    public override void Save(ReadOnlySpan<int> groups, ReadOnlySpan<ColumnVector> columns)
    {
        int[] places = PlacesOf(groups);
        for (int i = 0; i < places.Length; i++)
        {
            columns[0].SetBoolean(i, places[i] >= 0);
        }

        for (int i = 0; i < types.Length; i++)
        {
            ColumnCopy.Append(_values.Columns[i], places, columns[i + 1], 0, null);
        }
    }

    public override void Load(ReadOnlySpan<ColumnVector> columns, int rows, int* groups, int count)
    {
        Reserve(count);
        columns[1..].CopyTo(_columns);
        for (int i = 0; i < rows; i++)
        {
            if (columns[0].GetBoolean(i))
            {
                Offer(_columns, i, groups[i]);
            }
        }
    }

    public override void Finish(ReadOnlySpan<int> groups, ColumnVector result, Utf8Arena texts) =>
        ColumnCopy.Append(_values.Columns[0], PlacesOf(groups), result, 0, texts);

    public override void Dispose() => _values.Dispose();

    private int[] PlacesOf(ReadOnlySpan<int> groups)
    {
        int[] places = new int[groups.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            places[i] = groups[i] < _rows.Length ? _rows[groups[i]] - 1 : -1;
        }

        return places;
    }

    private void Reserve(int count)
    {
        if (count > _rows.Length)
        {
            Array.Resize(ref _rows, Math.Max(count, _rows.Length * 2));
        }
    }

    private void Offer(ColumnVector[] columns, int row, int group)
    {
        int known = _rows[group] - 1;
        bool isNull = columns[^1].IsNull(row);
        bool isBetter = chosen switch
        {
            Chosen.First => known < 0 && !(ignoresNulls && isNull),
            Chosen.Last => !(ignoresNulls && isNull),
            _ => !isNull && (known < 0
                || Order.Compare(columns[^1], row, _values.Columns[^1], known) * (chosen == Chosen.LeastBy ? 1 : -1) < 0),
        };
        if (!isBetter)
        {
            return;
        }

        if (_values.Count > 4096 && _values.Count > _rows.Length * 2)
        {
            ClearAway();
        }

        _place[0] = row;
        _values.Append(columns, _place);
        _rows[group] = _values.Count;
    }

    private void ClearAway()
    {
        var kept = new ColumnTable(types);
        for (int group = 0; group < _rows.Length; group++)
        {
            if (_rows[group] > 0)
            {
                _place[0] = _rows[group] - 1;
                kept.Append(_values.Columns, _place);
                _rows[group] = kept.Count;
            }
        }

        _values.Dispose();
        _values = kept;
    }
}
