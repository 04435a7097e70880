using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>About how many different values a group has, by a sketch for each group.</summary>
internal sealed unsafe class ApproximateState : AggregateState
{
    private DistinctCountState[] _sketches = [];
    private readonly Utf8Arena _saved = new();
    private long _bytes; // of what the sketches refer to

    /// <summary>The registers and the entries of a sketch, as they lie in memory.</summary>
    public override IReadOnlyList<DataType> SavedTypes { get; } = [DataType.String, DataType.String];

    public override long Bytes => _bytes + (_sketches.Length * (long)sizeof(long) * 3);

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        Reserve(count);
        ColumnVector input = inputs[0];
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (!input.IsNull(row))
            {
                ref DistinctCountState sketch = ref _sketches[groups[i]];
                int before = sketch.Bytes;
                sketch.Add(HashOf(input, row));
                _bytes += sketch.Bytes - before;
            }
        }
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> from, int* to, int count)
    {
        Reserve(count);
        DistinctCountState[] sketches = ((ApproximateState)other)._sketches;
        for (int i = 0; i < from.Length; i++)
        {
            if (from[i] < sketches.Length)
            {
                Merge(to[i], sketches[from[i]]);
            }
        }
    }

    public override void Save(ReadOnlySpan<int> groups, ReadOnlySpan<ColumnVector> columns)
    {
        _saved.Clear();
        for (int i = 0; i < groups.Length; i++)
        {
            DistinctCountState sketch = groups[i] < _sketches.Length ? _sketches[groups[i]] : default;
            columns[0].SetText(i, _saved.Add(sketch.KnownRegisters));
            columns[1].SetText(i, _saved.Add(MemoryMarshal.AsBytes(sketch.Entries)));
        }
    }

    public override void Load(ReadOnlySpan<ColumnVector> columns, int rows, int* groups, int count)
    {
        Reserve(count);
        for (int i = 0; i < rows; i++)
        {
            Merge(groups[i], DistinctCountState.Of(Cell.Read<Utf8Slice>(columns[0], i).Bytes,
                MemoryMarshal.Cast<byte, uint>(Cell.Read<Utf8Slice>(columns[1], i).Bytes)));
        }
    }

    public override void Finish(ReadOnlySpan<int> groups, ColumnVector result, Utf8Arena texts)
    {
        for (int i = 0; i < groups.Length; i++)
        {
            Cell.Write(result, i, groups[i] < _sketches.Length ? _sketches[groups[i]].Count : 0L);
        }
    }

    public override void Dispose()
    {
        _sketches = [];
        _saved.Dispose();
    }

    private static ulong HashOf(ColumnVector input, int row) => input.Type.Kind switch
    {
        TypeKind.Boolean => StableHash64.Of(input.GetBoolean(row)),
        TypeKind.Int or TypeKind.Date => StableHash64.Of((long)((int*)input.Data)[row]),
        TypeKind.Decimal => HashOf(((Int128*)input.Data)[row]),
        TypeKind.String => StableHash64.Of(((Utf8Slice*)input.Data)[row]),
        TypeKind.Double => StableHash64.Of(((double*)input.Data)[row] + 0.0),
        _ => StableHash64.Of(((long*)input.Data)[row]),
    };

    private static ulong HashOf(Int128 value) =>
        StableHash64.Of((long)StableHash64.Of(unchecked((long)value)) ^ unchecked((long)(value >> 64)));

    private void Merge(int group, DistinctCountState other)
    {
        ref DistinctCountState sketch = ref _sketches[group];
        int before = sketch.Bytes;
        sketch.Merge(other);
        _bytes += sketch.Bytes - before;
    }

    private void Reserve(int count)
    {
        if (count > _sketches.Length)
        {
            Array.Resize(ref _sketches, Math.Max(count, _sketches.Length * 2));
        }
    }
}
