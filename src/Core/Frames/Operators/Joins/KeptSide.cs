namespace HotStream;

/// <summary>
/// The kept side of a join: its rows, and which of them have the same key, as chains through an array. Read by many threads.
/// </summary>
internal sealed unsafe class KeptSide : IDisposable
{
    private const long BytesOfKey = 64; // its place in the index, twice while that grows, and its chain

    private readonly Grouping _keys;
    private readonly bool[] _areNullsEqual; // of each key
    private int[] _heads = new int[16]; // of each key its last row + 1
    private int[]? _next; // of each row the one before it with the same key + 1; null while no two have the same
    private int _shift; // of each key its number less its row, while that is the same for all
    private bool _isInOrder;

    public KeptSide(ColumnTable[] parts, JoinParts join)
    {
        Rows = Together(parts);
        _isInOrder = Rows.Count > 0;
        _keys = Grouping.Create([.. join.Keys.Select(key => key.Build.Type)]);
        _areNullsEqual = [.. join.Keys.Select(key => key.AreNullsEqual)];
        using var program = new ColumnProgram([.. join.Keys.Select(key => key.Build)], join.BuildColumns);
        Chain(program, join.Keys.Count);
    }

    public ColumnTable Rows { get; }

    /// <summary>Bytes that keys and chains take beside the rows, about.</summary>
    public long IndexBytes => _keys.Bytes + (sizeof(int) * (_heads.Length + (long)(_next?.Length ?? 0)));

    /// <summary>Whether no two rows have the same key.</summary>
    public bool IsUnique => _next is null;

    /// <summary>Numbers of keys are below it.</summary>
    public int Groups => _heads.Length;

    /// <summary>The key's number of each row that is meant, -1 when it is not there or has a null that equals no other.</summary>
    public void Find(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups)
    {
        _keys.Find(keys, rows, groups);
        for (int key = 0; key < keys.Length; key++)
        {
            if (!_areNullsEqual[key] && keys[key].MayBeNull)
            {
                for (int i = 0; i < rows.Count; i++)
                {
                    groups[i] = keys[key].IsNull(rows.PlaceOf(i)) ? -1 : groups[i];
                }
            }
        }
    }

    /// <summary>Turns numbers of keys into the last rows that have them; -1 when there is none.</summary>
    public void ToRows(int* groups, int count)
    {
        for (int i = 0; i < count; i++)
        {
            groups[i] = groups[i] < 0 ? -1 : _isInOrder ? groups[i] - _shift : _heads[groups[i]] - 1;
        }
    }

    /// <summary>The last row with a key, -1 when there is none.</summary>
    public int Last(int group) => group < 0 ? -1 : _heads[group] - 1;

    /// <summary>The row before another with the same key, -1 when there is none.</summary>
    public int Before(int row) => _next is null ? -1 : _next[row] - 1;

    public void Dispose()
    {
        Rows.Dispose();
        _keys.Dispose();
    }

    /// <summary>Bytes that are needed for a side of these rows, beside them.</summary>
    public static long BytesFor(IReadOnlyList<ColumnTable> parts)
    {
        long rows = parts.Sum(part => (long)part.Count);
        return (rows * BytesOfKey) + parts.Skip(1).Sum(part => part.Bytes); // other parts' rows are there twice for a while
    }

    private static ColumnTable Together(ColumnTable[] parts)
    {
        ColumnTable all = parts[0];
        int[] places = new int[ColumnBatch.MaxRows];
        foreach (ColumnTable part in parts.Skip(1))
        {
            for (int start = 0; start < part.Count; start += places.Length)
            {
                int count = Math.Min(places.Length, part.Count - start);
                for (int i = 0; i < count; i++)
                {
                    places[i] = start + i;
                }

                all.Append(part.Columns, places.AsSpan(0, count));
            }

            part.Dispose();
        }

        return all;
    }

    private void Chain(ColumnProgram program, int keys)
    {
        var computed = new ColumnVector[keys];
        int at = 0;
        int* groups = stackalloc int[ColumnBatch.MaxRows];
        Rows.PushTo(new Each(batch =>
        {
            program.Run(batch, computed);
            _keys.FindOrAdd(computed, batch.Rows, groups);
            if (_keys.Limit > _heads.Length)
            {
                Array.Resize(ref _heads, Math.Max(_keys.Limit, _heads.Length * 2));
            }

            for (int i = 0; i < batch.Count; i++, at++)
            {
                if (HasNull(computed, i))
                {
                    _isInOrder = false;
                }
                else
                {
                    Add(groups[i], at);
                }
            }
        }));
    }

    private void Add(int group, int row)
    {
        _shift = row == 0 ? group : _shift;
        _isInOrder &= group - row == _shift;
        if (_heads[group] > 0)
        {
            _next ??= new int[Rows.Count];
            _next[row] = _heads[group];
        }

        _heads[group] = row + 1;
    }

    /// <summary>Whether a row has a null that equals no other.</summary>
    private bool HasNull(ReadOnlySpan<ColumnVector> keys, int row)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (!_areNullsEqual[i] && keys[i].IsNull(row))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Each(Action<ColumnBatch> action) : ColumnSink
    {
        public override bool Push(ColumnBatch batch)
        {
            action(batch);
            return true;
        }
    }
}
