namespace HotStream;

/// <summary>The values of each group that are not null, kept as they came: what lists, sets and percentiles are made of.</summary>
internal sealed unsafe class ListState(DataType type, ListState.Finisher finish) : AggregateState
{
    private readonly ColumnTable _values = new([type]);
    private readonly int[] _place = new int[1];
    private readonly ColumnVector[] _columns = new ColumnVector[1]; // of the rows added
    private int[] _last = []; // of each group its last value + 1
    private int[] _before = []; // of each value the one before it in its group + 1

    /// <summary>Makes a result of the values of a group.</summary>
    public delegate void Finisher(ColumnVector values, List<int> places, ColumnVector result, int row, Utf8Arena texts);

    public override IReadOnlyList<DataType> SavedTypes { get; } = [DataType.Array(type)];

    public override long Bytes => _values.Bytes + (4L * (_last.Length + _before.Length));

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        Reserve(count);
        _columns[0] = inputs[0];
        for (int i = 0; i < rows.Count; i++)
        {
            Add(_columns, rows.PlaceOf(i), groups[i]);
        }
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> from, int* to, int count)
    {
        Reserve(count);
        var lists = (ListState)other;
        var places = new List<int>();
        for (int i = 0; i < from.Length; i++)
        {
            lists.PlacesOf(from[i], places);
            foreach (int place in places)
            {
                Add(lists._values.Columns, place, to[i]);
            }
        }
    }

    public override void Save(ReadOnlySpan<int> groups, ReadOnlySpan<ColumnVector> columns)
    {
        var places = new List<int>();
        for (int i = 0; i < groups.Length; i++)
        {
            PlacesOf(groups[i], places);
            ToList(_values.Columns[0], places, columns[0], i, null);
        }
    }

    public override void Load(ReadOnlySpan<ColumnVector> columns, int rows, int* groups, int count)
    {
        Reserve(count);
        _columns[0] = columns[0].Children[0];
        for (int i = 0; i < rows; i++)
        {
            for (int at = columns[0].Offsets[i]; at < columns[0].Offsets[i + 1]; at++)
            {
                Add(_columns, at, groups[i]);
            }
        }
    }

    public override void Finish(ReadOnlySpan<int> groups, ColumnVector result, Utf8Arena texts)
    {
        var places = new List<int>();
        for (int i = 0; i < groups.Length; i++)
        {
            PlacesOf(groups[i], places);
            finish(_values.Columns[0], places, result, i, texts);
        }
    }

    public override void Dispose() => _values.Dispose();

    /// <summary>A list of the values.</summary>
    public static void ToList(ColumnVector values, List<int> places, ColumnVector result, int row, Utf8Arena? texts)
    {
        if (row == 0)
        {
            result.Offsets[0] = 0;
        }

        int end = result.Offsets[row];
        ColumnCopy.Append(values, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(places), result.Children[0], end, texts);
        result.Offsets[row + 1] = end + places.Count;
    }

    private void PlacesOf(int group, List<int> places)
    {
        places.Clear();
        for (int place = group < _last.Length ? _last[group] - 1 : -1; place >= 0; place = _before[place] - 1)
        {
            places.Add(place);
        }

        places.Reverse();
    }

    private void Reserve(int count)
    {
        if (count > _last.Length)
        {
            Array.Resize(ref _last, Math.Max(count, _last.Length * 2));
        }
    }

    private void Add(ColumnVector[] columns, int row, int group)
    {
        if (columns[0].IsNull(row))
        {
            return;
        }

        int place = _values.Count;
        _place[0] = row;
        _values.Append(columns, _place);
        if (place >= _before.Length)
        {
            Array.Resize(ref _before, Math.Max(1024, _before.Length * 2));
        }

        _before[place] = _last[group];
        _last[group] = place + 1;
    }
}
