using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// An aggregate over the different values of each group: group and values together are the keys of a grouping of their own, and only rows
/// that make a new one reach the aggregate inside.
/// </summary>
internal sealed unsafe class DistinctState : AggregateState
{
    private readonly AggregateState _inner;
    private readonly Grouping _seen;
    private readonly DataType[] _types;
    private readonly StructType _struct;
    private int[] _firsts = []; // of each group its first number + 1, while it is saved
    private int[] _nexts = []; // of each number the next of its group + 1
    private int[] _mergedTo = []; // while groups are added: of each there its group here + 1
    private readonly ColumnVector _groups = new(DataType.Int);
    private readonly ColumnBatch _new;
    private readonly int* _numbers;
    private readonly int* _newGroups;
    private readonly NativeBlock _memory = new(sizeof(int) * ColumnBatch.MaxRows * 2);

    public DistinctState(AggregateState inner, DataType[] types)
    {
        _inner = inner;
        _types = types;
        _struct = DataType.Struct([.. types.Select((type, at) => new StructField($"c{at}", type))]);
        _seen = Grouping.Create([DataType.Int, .. types]);
        _new = new ColumnBatch();
        _numbers = (int*)_memory.Pointer;
        _newGroups = _numbers + ColumnBatch.MaxRows;
    }

    /// <summary>The different values of a group. What the aggregate inside knows follows from them.</summary>
    public override IReadOnlyList<DataType> SavedTypes => [DataType.Array(_struct)];

    public override long Bytes => _seen.Bytes + _inner.Bytes;

    public override void Join(StateRows rows) => _inner.Join(rows);

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            ((int*)_groups.Data)[rows.PlaceOf(i)] = groups[i];
        }

        int known = _seen.Limit;
        _seen.FindOrAdd([_groups, .. inputs], rows, _numbers);
        _new.SetLength(rows.Length);
        int found = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            if (_numbers[i] >= known)
            {
                known = _numbers[i] + 1; // numbers are given in order of appearance
                _newGroups[found] = groups[i];
                _new.Places[found++] = (ushort)rows.PlaceOf(i);
            }
        }

        _new.Select(found);
        _inner.Update(inputs, _new.Rows, _newGroups, count);
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> from, int* to, int count)
    {
        for (int i = 0; i < from.Length; i++)
        {
            if (from[i] >= _mergedTo.Length)
            {
                Array.Resize(ref _mergedTo, Math.Max(from[i] + 1, _mergedTo.Length * 2));
            }

            _mergedTo[from[i]] = to[i] + 1;
        }
    }

    /// <summary>The values of all groups that were added, in the order in which they came there.</summary>
    public override void EndMerge(AggregateState other, int count)
    {
        Grouping seen = ((DistinctState)other)._seen;
        using var own = new ColumnVector(DataType.Int); // the groups there
        ColumnVector[] columns = [own, .. _types.Select(type => new ColumnVector(type))];
        var batch = new ColumnBatch(columns);
        int* mapped = stackalloc int[ColumnBatch.MaxRows];
        Span<int> numbers = stackalloc int[ColumnBatch.MaxRows];
        int next = seen.First;
        while (Grouping.Take(ref next, seen.Limit, numbers) is > 0 and int taken)
        {
            seen.WriteKeys(numbers[..taken], columns);
            batch.SetLength(taken);
            int kept = 0;
            for (int i = 0; i < taken; i++)
            {
                int group = ((int*)own.Data)[i];
                mapped[kept] = group < _mergedTo.Length ? _mergedTo[group] - 1 : -1;
                batch.Places[kept] = (ushort)i;
                kept += mapped[kept] >= 0 ? 1 : 0;
            }

            batch.Select(kept);
            Update(columns.AsSpan(1), batch.Rows, mapped, count);
        }

        _mergedTo = [];
        foreach (ColumnVector column in columns.Skip(1))
        {
            column.Dispose();
        }
    }

    public override void Save(ReadOnlySpan<int> groups, ReadOnlySpan<ColumnVector> columns)
    {
        Chain();
        using var known = new ColumnVector(_struct);
        ColumnVector[] keys = [_groups, .. known.Children];
        int[] all = [.. Enumerable.Range(0, ColumnBatch.MaxRows)];
        var numbers = new List<int>();
        int end = 0;
        columns[0].Offsets[0] = 0;
        for (int i = 0; i < groups.Length; i++)
        {
            numbers.Clear();
            for (int number = groups[i] < _firsts.Length ? _firsts[groups[i]] : 0; number > 0; number = _nexts[number - 1])
            {
                numbers.Add(number - 1);
            }

            for (int start = 0; start < numbers.Count; start += ColumnBatch.MaxRows)
            {
                int count = Math.Min(ColumnBatch.MaxRows, numbers.Count - start);
                known.ClearNulls();
                _seen.WriteKeys(CollectionsMarshal.AsSpan(numbers).Slice(start, count), keys);
                ColumnCopy.Append(known, all.AsSpan(0, count), columns[0].Children[0], end, null);
                end += count;
            }

            columns[0].Offsets[i + 1] = end;
        }
    }

    public override void Load(ReadOnlySpan<ColumnVector> columns, int rows, int* groups, int count)
    {
        using var known = new ColumnVector(_struct);
        int* owners = stackalloc int[ColumnBatch.MaxRows];
        int[] places = new int[ColumnBatch.MaxRows];
        int found = 0;
        for (int i = 0; i < rows; i++)
        {
            for (int at = columns[0].Offsets[i]; at < columns[0].Offsets[i + 1]; at++)
            {
                owners[found] = groups[i];
                places[found++] = at;
                if (found == ColumnBatch.MaxRows)
                {
                    Load(columns[0].Children[0], places.AsSpan(0, found), known, owners, count);
                    found = 0;
                }
            }
        }

        Load(columns[0].Children[0], places.AsSpan(0, found), known, owners, count);
    }

    public override void Finish(ReadOnlySpan<int> groups, ColumnVector result, Utf8Arena texts) => _inner.Finish(groups, result, texts);

    public override void Dispose()
    {
        _inner.Dispose();
        _seen.Dispose();
        _groups.Dispose();
        _memory.Dispose();
    }

    private void Load(ColumnVector saved, ReadOnlySpan<int> places, ColumnVector known, int* groups, int count)
    {
        known.ClearNulls();
        ColumnCopy.Append(saved, places, known, 0, null);
        Update(known.Children, new RowSet(places.Length, null, places.Length), groups, count);
    }

    /// <summary>Says of each group which numbers are its own, in their order.</summary>
    private void Chain()
    {
        if (_nexts.Length == _seen.Limit)
        {
            return; // nothing came since
        }

        _nexts = new int[_seen.Limit];
        _firsts = [];
        using var known = new ColumnVector(_struct);
        ColumnVector[] keys = [_groups, .. known.Children];
        Span<int> part = stackalloc int[ColumnBatch.MaxRows];
        for (int start = (_seen.Limit - 1) / ColumnBatch.MaxRows * ColumnBatch.MaxRows; start >= 0; start -= ColumnBatch.MaxRows)
        {
            int next = Math.Max(start, _seen.First);
            int count = Grouping.Take(ref next, Math.Min(start + ColumnBatch.MaxRows, _seen.Limit), part);
            known.ClearNulls();
            _seen.WriteKeys(part[..count], keys);
            for (int i = count - 1; i >= 0; i--)
            {
                int group = ((int*)_groups.Data)[i];
                if (group >= _firsts.Length)
                {
                    Array.Resize(ref _firsts, Math.Max(group + 1, _firsts.Length * 2));
                }

                _nexts[part[i]] = _firsts[group];
                _firsts[group] = part[i] + 1;
            }
        }
    }
}
