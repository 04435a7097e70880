namespace HotStream;

/// <summary>
/// The kept side of a join: its rows, and which of them have the same key, as chains through an array. Read by many threads.
/// </summary>
internal sealed unsafe class KeptSide
{
    private readonly Grouping _keys;
    private readonly bool[] _areNullsEqual; // of each key
    private readonly int[] _heads; // of each key its last row + 1
    private readonly int[] _next; // of each row the one before it with the same key + 1

    public KeptSide(ColumnTable[] parts, JoinParts join)
    {
        Rows = Together(parts);
        _keys = Grouping.Create([.. join.Keys.Select(key => key.Build.Type)]);
        _areNullsEqual = [.. join.Keys.Select(key => key.AreNullsEqual)];
        _next = new int[Rows.Count];
        using var program = new ColumnProgram([.. join.Keys.Select(key => key.Build)], join.BuildColumns);
        _heads = Chain(program, join.Keys.Count);
    }

    public ColumnTable Rows { get; }

    /// <summary>Numbers of keys are below it.</summary>
    public int Groups => _heads.Length;

    /// <summary>The key's number of each row that is meant, -1 when it is not there or has a null that equals no other.</summary>
    public void Find(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups)
    {
        _keys.Find(keys, rows, groups);
        for (int i = 0; i < rows.Count; i++)
        {
            groups[i] = HasNull(keys, rows.PlaceOf(i)) ? -1 : groups[i];
        }
    }

    /// <summary>The last row with a key, -1 when there is none.</summary>
    public int Last(int group) => group < 0 || group >= _heads.Length ? -1 : _heads[group] - 1;

    /// <summary>The row before another with the same key, -1 when there is none.</summary>
    public int Before(int row) => _next[row] - 1;

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

    private int[] Chain(ColumnProgram program, int keys)
    {
        int[] heads = new int[16];
        var computed = new ColumnVector[keys];
        int at = 0;
        int* groups = stackalloc int[ColumnBatch.MaxRows];
        Rows.PushTo(new Each(batch =>
        {
            program.Run(batch, computed);
            _keys.FindOrAdd(computed, batch.Rows, groups);
            if (_keys.Limit > heads.Length)
            {
                Array.Resize(ref heads, Math.Max(_keys.Limit, heads.Length * 2));
            }

            for (int i = 0; i < batch.Count; i++, at++)
            {
                if (!HasNull(computed, i))
                {
                    _next[at] = heads[groups[i]];
                    heads[groups[i]] = at + 1;
                }
            }
        }));
        return heads;
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
