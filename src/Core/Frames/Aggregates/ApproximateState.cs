namespace HotStream;

/// <summary>About how many different values a group has, by a sketch for each group.</summary>
internal sealed unsafe class ApproximateState : AggregateState
{
    private DistinctCountState[] _sketches = [];

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        Reserve(count);
        ColumnVector input = inputs[0];
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (!input.IsNull(row))
            {
                _sketches[groups[i]].Add(HashOf(input, row));
            }
        }
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> groups, int count)
    {
        Reserve(count);
        var from = (ApproximateState)other;
        for (int i = 0; i < Math.Min(groups.Length, from._sketches.Length); i++)
        {
            if (groups[i] >= 0)
            {
                _sketches[groups[i]].Merge(from._sketches[i]);
            }
        }
    }

    public override void Finish(ReadOnlySpan<int> groups, ColumnVector result, Utf8Arena texts)
    {
        for (int i = 0; i < groups.Length; i++)
        {
            Cell.Write(result, i, groups[i] < _sketches.Length ? _sketches[groups[i]].Count : 0L);
        }
    }

    public override void Dispose() => _sketches = [];

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

    private void Reserve(int count)
    {
        if (count > _sketches.Length)
        {
            Array.Resize(ref _sketches, Math.Max(count, _sketches.Length * 2));
        }
    }
}
