namespace HotStream;

/// <summary>Casts of lists and structs: their parts are cast, in their places.</summary>
internal static unsafe class NestedCast
{
    public static ColumnMap? Find(DataType from, DataType to)
    {
        (DataType From, DataType To)[]? parts = (from, to) switch
        {
            (ArrayType a, ArrayType b) => [(a.Element, b.Element)],
            (MapType a, MapType b) => [(a.Key, b.Key), (a.Value, b.Value)],
            (StructType a, StructType b) when a.Fields.Count == b.Fields.Count => [.. a.Fields.Zip(b.Fields, (x, y) => (x.Type, y.Type))],
            _ => null,
        };
        if (parts is null || !Array.TrueForAll(parts, part => Casts.Exists(part.From, part.To)))
        {
            return null;
        }

        Kernel?[] kernels = [.. parts.Select(part => part.From == part.To ? null : Casts.FindKernel(part.From, part.To)?.Invoke())];
        return (inputs, result, rows, texts) => Run(inputs[0], result, rows, texts, kernels);
    }

    private static void Run(ColumnVector from, ColumnVector result, RowSet rows, Utf8Arena texts, Kernel?[] kernels)
    {
        bool isList = from.Type.Kind != TypeKind.Struct;
        int count = rows.Length;
        if (isList)
        {
            new Span<int>(from.Offsets, rows.Length + 1).CopyTo(new Span<int>(result.Offsets, rows.Length + 1));
            count = from.Offsets[rows.Length];
        }

        for (int part = 0; part < kernels.Length; part++)
        {
            ColumnVector source = from.Children[part];
            ColumnVector target = result.Children[part];
            target.EnsureCapacity(count, 0);
            target.ClearNulls();
            if (source.Type.Kind == TypeKind.Null || source.Type == target.Type)
            {
                int[] places = [.. Enumerable.Range(0, count)];
                ColumnCopy.Append(source.Type == target.Type ? source : target, source.Type == target.Type ? places
                    : [.. places.Select(_ => -1)],
                    target, 0, null);
                continue;
            }

            if (source.MayBeNull)
            {
                new Span<ulong>(source.Validity, Bits.Words(count)).CopyTo(new Span<ulong>(target.TakeValidity(), Bits.Words(count)));
            }

            kernels[part]!.Run([source], target, new RowSet(count, null, count), texts);
        }
    }
}
