namespace HotStream;

/// <summary>
/// Groups of rows: numbers for the keys first, then each aggregate by number. What a batch needs in between lies in the scratch of the
/// worker. One owner; not thread-safe.
/// </summary>
internal sealed unsafe class GroupSet : IDisposable
{
    private readonly AggregateShape _shape;
    private readonly Grouping _grouping;
    private readonly StateRows _states = new();
    private readonly Part[] _parts;

    public GroupSet(AggregateShape shape)
    {
        _shape = shape;
        _grouping = Grouping.Create(shape.Keys);
        var parts = new List<Part>();
        int first = shape.Keys.Length;
        foreach (BoundAggregate aggregate in shape.Aggregates)
        {
            DataType[] types = [.. aggregate.Arguments.Select(argument => argument.Type)];
            AggregateState state = aggregate.IsDistinct ? new DistinctState(aggregate.State(), types) : aggregate.State();
            state.Join(_states);
            parts.Add(new Part(state, first, types.Length, aggregate.HasFilter));
            first += aggregate.Inputs.Count;
        }

        _parts = [.. parts];
    }

    /// <summary>How many groups there are.</summary>
    public int Count => _grouping.Count;

    /// <summary>The least number of a group.</summary>
    public int First => _grouping.First;

    /// <summary>One more than the greatest.</summary>
    public int Limit => _grouping.Limit;

    /// <summary>The columns in which groups are saved: keys, then what each state knows.</summary>
    public DataType[] SavedTypes => [.. _shape.Keys, .. _parts.SelectMany(part => part.State.SavedTypes)];

    public long Bytes
    {
        get
        {
            long bytes = _grouping.Bytes + _states.BytesOf(_grouping.Limit);
            foreach (Part part in _parts)
            {
                bytes += part.State.Bytes;
            }

            return bytes;
        }
    }

    /// <summary>So many groups are to come.</summary>
    public void Expect(int groups)
    {
        _grouping.Expect(groups);
        _states.Reserve(groups);
    }

    /// <summary>Adds rows to their groups.</summary>
    /// <param name="values">The columns of <see cref="AggregateShape.Values"/>.</param>
    /// <param name="rows">The rows that are meant.</param>
    /// <param name="scratch">Of the worker.</param>
    public void Add(ReadOnlySpan<ColumnVector> values, RowSet rows, GroupScratch scratch)
    {
        int* groups = scratch.Groups;
        _grouping.FindOrAdd(values[.._shape.Keys.Length], rows, groups);
        _states.Reserve(_grouping.Limit);
        int step = _states.RowsAtOnce;
        _states.Fetch(groups, Math.Min(step, rows.Count));
        for (int start = 0; start < rows.Count; start += step)
        {
            int next = Math.Min(start + step, rows.Count);
            _states.Fetch(groups + next, Math.Min(step, rows.Count - next));
            Update(values, rows.Slice(start, next - start), groups + start, scratch);
        }
    }

    /// <summary>Adds all groups of another set.</summary>
    public void Merge(GroupSet other, GroupScratch scratch)
    {
        other._states.Reserve(other._grouping.Limit);
        ColumnVector[] keys = scratch.Keys;
        int* groups = scratch.Groups;
        int next = other._grouping.First;
        while (other.Take(ref next, scratch.Numbers) is > 0 and int taken)
        {
            ReadOnlySpan<int> numbers = scratch.Numbers[..taken];
            other._grouping.WriteKeys(numbers, keys);
            _grouping.FindOrAdd(keys, new RowSet(taken, null, taken), groups);
            _states.Reserve(_grouping.Limit);
            int step = _states.RowsAtOnce;
            for (int start = 0; start < taken; start += step)
            {
                ReadOnlySpan<int> some = numbers[start..Math.Min(start + step, taken)];
                _states.Fetch(groups + start, some.Length);
                for (int i = 0; i < _parts.Length; i++)
                {
                    _parts[i].State.Merge(other._parts[i].State, some, groups + start, _grouping.Limit);
                }
            }
        }

        for (int i = 0; i < _parts.Length; i++)
        {
            _parts[i].State.EndMerge(other._parts[i].State, _grouping.Limit);
        }
    }

    /// <summary>The next numbers of groups, as many as there is room for; how many these are, 0 at the end.</summary>
    /// <param name="next">Where the search stands; at first <see cref="First"/>.</param>
    /// <param name="numbers">The numbers.</param>
    public int Take(ref int next, Span<int> numbers) => Grouping.Take(ref next, _grouping.Limit, numbers);

    /// <summary>The stable hash of a group's key.</summary>
    public uint HashOf(int number) => _grouping.HashOf(number);

    /// <summary>Writes the keys of groups into columns, from the first row on.</summary>
    public void WriteKeys(ReadOnlySpan<int> numbers, ReadOnlySpan<ColumnVector> keys) => _grouping.WriteKeys(numbers, keys);

    /// <summary>Saves groups in a batch of <see cref="SavedTypes"/>, whose texts live as long as this set.</summary>
    public void Save(ReadOnlySpan<int> numbers, ColumnBatch batch)
    {
        _states.Reserve(_grouping.Limit);
        int column = _shape.Keys.Length;
        _grouping.WriteKeys(numbers, batch.Columns.AsSpan(0, column));
        foreach (Part part in _parts)
        {
            Span<ColumnVector> saved = batch.Columns.AsSpan(column, part.State.SavedTypes.Count);
            foreach (ColumnVector one in saved)
            {
                one.ClearNulls();
            }

            part.State.Save(numbers, saved);
            column += saved.Length;
        }

        batch.SetLength(numbers.Length);
    }

    /// <summary>Adds groups that were saved.</summary>
    public void Load(ColumnBatch saved, GroupScratch scratch)
    {
        ReadOnlySpan<ColumnVector> columns = saved.Columns;
        int column = _shape.Keys.Length;
        _grouping.FindOrAdd(columns[..column], saved.Rows, scratch.Groups);
        _states.Reserve(_grouping.Limit);
        foreach (Part part in _parts)
        {
            int width = part.State.SavedTypes.Count;
            part.State.Load(columns.Slice(column, width), saved.Length, scratch.Groups, _grouping.Limit);
            column += width;
        }
    }

    /// <summary>Writes keys and results of groups into columns of <see cref="AggregateShape.Output"/>, from the first row on.</summary>
    /// <param name="numbers">The groups.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="texts">Memory for texts that are made; others live as long as this set.</param>
    public void Finish(ReadOnlySpan<int> numbers, ColumnVector[] columns, Utf8Arena texts)
    {
        _states.Reserve(_grouping.Limit);
        int keys = _shape.Keys.Length;
        _grouping.WriteKeys(numbers, columns.AsSpan(0, keys));
        for (int i = 0; i < _parts.Length; i++)
        {
            columns[keys + i].ClearNulls();
            _parts[i].State.Finish(numbers, columns[keys + i], texts);
        }
    }

    public void Dispose()
    {
        _grouping.Dispose();
        _states.Dispose();
        foreach (Part part in _parts)
        {
            part.State.Dispose();
        }
    }

    private void Update(ReadOnlySpan<ColumnVector> values, RowSet rows, int* groups, GroupScratch scratch)
    {
        foreach (Part part in _parts)
        {
            ReadOnlySpan<ColumnVector> inputs = values.Slice(part.First, part.Count);
            if (part.HasFilter)
            {
                RowSet passing = Filter(rows, values[part.First + part.Count], groups, scratch);
                part.State.Update(inputs, passing, scratch.Kept, _grouping.Limit);
            }
            else
            {
                part.State.Update(inputs, rows, groups, _grouping.Limit);
            }
        }
    }

    /// <summary>The rows in which a condition is true, and their groups.</summary>
    private static RowSet Filter(RowSet rows, ColumnVector truth, int* groups, GroupScratch scratch)
    {
        int count = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (truth.GetBoolean(row) && !truth.IsNull(row))
            {
                scratch.Filtered.Places[count] = (ushort)row;
                scratch.Kept[count++] = groups[i];
            }
        }

        return new RowSet(rows.Length, scratch.Filtered.Places, count);
    }

    private sealed record Part(AggregateState State, int First, int Count, bool HasFilter);
}
