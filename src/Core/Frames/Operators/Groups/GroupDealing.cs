namespace HotStream;

/// <summary>
/// Which of <see cref="Parts"/> parts rows belong to by their keys. Law: rows whose keys are equal belong to the same part, in every table
/// and of whatever origin they are; nulls are equal, and so are zeros and NaNs of whatever bits. One owner; not thread-safe.
/// </summary>
internal sealed unsafe class GroupDealing : IDisposable
{
    /// <summary>So many that a million groups are thousands in each, which the cache has; as many can be written side by side.</summary>
    public const int Parts = 1 << Bits;

    private const int Bits = 7;
    private const ulong Mix = 0x9E3779B97F4A7C15UL;

    private readonly NativeBlock _memory = new(sizeof(ulong) * ColumnBatch.MaxRows);
    private readonly KeyEncoder? _encoder; // for keys of which parts are lists or structs

    public GroupDealing(DataType[] types) => _encoder = Array.TrueForAll(types, IsFlat) ? null : new KeyEncoder();

    /// <summary>Whether values of a type lie one after the other.</summary>
    public static bool IsFlat(DataType type) => !type.IsNested && type.Kind != TypeKind.Null;

    /// <summary>The part of each row that is meant.</summary>
    public void Find(ReadOnlySpan<ColumnVector> keys, RowSet rows, byte* parts)
    {
        if (_encoder is not null)
        {
            FindEncoded(_encoder, keys, rows, parts);
            return;
        }

        ulong* hashes = (ulong*)_memory.Pointer;
        new Span<ulong>(hashes, rows.Count).Clear();
        foreach (ColumnVector key in keys)
        {
            Add(key, rows, hashes);
        }

        for (int i = 0; i < rows.Count; i++)
        {
            parts[i] = (byte)((hashes[i] * Mix) >> (64 - Bits));
        }
    }

    public void Dispose()
    {
        _memory.Dispose();
        _encoder?.Dispose();
    }

    private static void FindEncoded(KeyEncoder encoder, ReadOnlySpan<ColumnVector> keys, RowSet rows, byte* parts)
    {
        for (int start = 0; start < rows.Count; start += KeyIndex<Utf8Slice>.BlockSize)
        {
            int count = Math.Min(KeyIndex<Utf8Slice>.BlockSize, rows.Count - start);
            ReadOnlySpan<Utf8Slice> encoded = encoder.Encode(keys, rows, start, count);
            for (int i = 0; i < count; i++)
            {
                parts[start + i] = (byte)((StableHash.Of(encoded[i]) * Mix) >> (64 - Bits));
            }
        }
    }

    private static void Add(ColumnVector key, RowSet rows, ulong* hashes)
    {
        switch (key.Type.Kind)
        {
            case TypeKind.Boolean:
                for (int i = 0; i < rows.Count; i++)
                {
                    int row = rows.PlaceOf(i);
                    hashes[i] = (hashes[i] * Mix) + (key.IsNull(row) ? 0U : key.GetBoolean(row) ? 2U : 1U);
                }

                break;
            case TypeKind.Double:
                for (int i = 0; i < rows.Count; i++)
                {
                    int row = rows.PlaceOf(i);
                    double value = Order.Canonical(((double*)key.Data)[row]);
                    hashes[i] = (hashes[i] * Mix) + (key.IsNull(row) ? 0 : StableHash.Of(BitConverter.DoubleToInt64Bits(value)));
                }

                break;
            case TypeKind.Int or TypeKind.Date:
                AddValues<int>(key, rows, hashes);
                break;
            case TypeKind.Decimal:
                for (int i = 0; i < rows.Count; i++)
                {
                    int row = rows.PlaceOf(i);
                    Int128 value = ((Int128*)key.Data)[row];
                    ulong folded = (ulong)value ^ ((ulong)(value >> 64) * Mix);
                    hashes[i] = (hashes[i] * Mix) + (key.IsNull(row) ? 0 : StableHash.Of(folded));
                }

                break;
            case TypeKind.String:
                AddValues<Utf8Slice>(key, rows, hashes);
                break;
            default:
                AddValues<long>(key, rows, hashes);
                break;
        }
    }

    private static void AddValues<T>(ColumnVector key, RowSet rows, ulong* hashes)
        where T : unmanaged
    {
        var values = (T*)key.Data;
        if (!key.MayBeNull && rows.Places is null)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                hashes[i] = (hashes[i] * Mix) + StableHash.Of(values[i]);
            }

            return;
        }

        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            hashes[i] = (hashes[i] * Mix) + (key.IsNull(row) ? 0 : StableHash.Of(values[row]));
        }
    }
}
