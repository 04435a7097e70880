using System.Runtime.CompilerServices;

namespace HotStream;

/// <content>
/// Keys of numbers and texts, a column at a time. Law: a bit for each column that says whether there is a value, then at the same place in
/// every key the values, zero where there is none, and of texts the length; then the texts. Keys of up to twelve bytes lie in the slice.
/// </content>
internal sealed unsafe partial class KeyEncoder
{
    private const int Nested = -1;

    /// <summary>Whether keys of these types are short enough for a slice.</summary>
    public static bool LieInSlices(IReadOnlyList<DataType> types) => types.All(static type =>
        BytesOf(type.Kind) != Nested && type.Kind != TypeKind.String)
        && ((types.Count + 7) / 8) + types.Sum(static type => BytesOf(type.Kind)) <= Utf8Slice.InlineCapacity;

    private bool TryEncodeByColumn(ReadOnlySpan<ColumnVector> columns, RowSet rows, int first, int count)
    {
        int size = (columns.Length + 7) / 8;
        bool areFixed = true;
        foreach (ColumnVector column in columns)
        {
            int bytes = BytesOf(column.Type.Kind);
            if (bytes == Nested)
            {
                return false;
            }

            size += bytes;
            areFixed &= column.Type.Kind != TypeKind.String;
        }

        int* starts = stackalloc int[KeyIndex<Utf8Slice>.BlockSize + 1];
        if (areFixed && size <= Utf8Slice.InlineCapacity)
        {
            _keys.AsSpan(0, count).Fill(new Utf8Slice((ulong)size, 0));
            for (int i = 0; i < count; i++)
            {
                starts[i] = i * sizeof(Utf8Slice);
            }

            fixed (Utf8Slice* keys = _keys)
            {
                PutColumns(columns, rows, first, count, (byte*)keys + sizeof(int), starts, size);
            }

            return true;
        }

        int end = FindStarts(columns, rows, first, count, size, starts);
        _length = 0;
        Reserve(end);
        _buffer.AsSpan(0, end).Clear();
        fixed (byte* buffer = _buffer)
        {
            PutColumns(columns, rows, first, count, buffer, starts, size);
        }

        for (int i = 0; i < count; i++)
        {
            _keys[i] = _arena.Add(_buffer.AsSpan(starts[i]..starts[i + 1]));
        }

        return true;
    }

    /// <summary>Bytes of a kind of values that are at the same place in every key.</summary>
    private static int BytesOf(TypeKind kind) => kind switch
    {
        TypeKind.Null => 0,
        TypeKind.Boolean => 1,
        TypeKind.Int or TypeKind.Date or TypeKind.String => sizeof(int),
        TypeKind.Long or TypeKind.Timestamp or TypeKind.Interval or TypeKind.Double => sizeof(long),
        TypeKind.Decimal => sizeof(Int128),
        _ => Nested,
    };

    /// <summary>Where each key begins, one behind the other, and where the last one ends.</summary>
    private static int FindStarts(ReadOnlySpan<ColumnVector> columns, RowSet rows, int first, int count, int size, int* starts)
    {
        new Span<int>(starts, count).Fill(size);
        foreach (ColumnVector column in columns)
        {
            for (int i = 0; column.Type.Kind == TypeKind.String && i < count; i++)
            {
                int row = rows.PlaceOf(first + i);
                starts[i] += column.IsNull(row) ? 0 : ((Utf8Slice*)column.Data)[row].Length;
            }
        }

        int end = 0;
        for (int i = 0; i < count; i++)
        {
            (starts[i], end) = (end, checked(end + starts[i]));
        }

        starts[count] = end;
        return end;
    }

    private static void PutColumns(ReadOnlySpan<ColumnVector> columns, RowSet rows, int first, int count, byte* keys, int* starts, int size)
    {
        int* texts = stackalloc int[KeyIndex<Utf8Slice>.BlockSize]; // where each key's next text goes
        for (int i = 0; i < count; i++)
        {
            texts[i] = starts[i] + size;
        }

        int place = (columns.Length + 7) / 8;
        for (int i = 0; i < columns.Length; i++)
        {
            ColumnVector column = columns[i];
            TypeKind kind = column.Type.Kind;
            switch (kind)
            {
                case TypeKind.Null:
                    break;
                case TypeKind.Int or TypeKind.Date:
                    Put<int>(column, rows, first, count, keys, starts, place, i);
                    break;
                case TypeKind.Long or TypeKind.Timestamp or TypeKind.Interval:
                    Put<long>(column, rows, first, count, keys, starts, place, i);
                    break;
                case TypeKind.Decimal:
                    Put<Int128>(column, rows, first, count, keys, starts, place, i);
                    break;
                default:
                    PutOne(column, rows, first, count, keys, starts, place, i, texts);
                    break;
            }

            place += BytesOf(kind);
        }
    }

    private static void Put<T>(ColumnVector column, RowSet rows, int first, int count, byte* keys, int* starts, int place, int number)
        where T : unmanaged
    {
        for (int i = 0; i < count; i++)
        {
            int row = rows.PlaceOf(first + i);
            if (!column.IsNull(row))
            {
                byte* key = keys + starts[i];
                key[number >> 3] |= (byte)(1 << (number & 7));
                Unsafe.WriteUnaligned(key + place, ((T*)column.Data)[row]);
            }
        }
    }

    /// <summary>Values that are not as they stand in the column.</summary>
    private static void PutOne(ColumnVector column, RowSet rows, int first, int count, byte* keys, int* starts, int place, int number,
        int* texts)
    {
        for (int i = 0; i < count; i++)
        {
            int row = rows.PlaceOf(first + i);
            if (column.IsNull(row))
            {
                continue;
            }

            byte* key = keys + starts[i];
            key[number >> 3] |= (byte)(1 << (number & 7));
            switch (column.Type.Kind)
            {
                case TypeKind.Boolean:
                    key[place] = column.GetBoolean(row) ? (byte)1 : (byte)0;
                    break;
                case TypeKind.Double:
                    Unsafe.WriteUnaligned(key + place, Order.Canonical(((double*)column.Data)[row]));
                    break;
                default:
                    ref readonly Utf8Slice text = ref ((Utf8Slice*)column.Data)[row];
                    Unsafe.WriteUnaligned(key + place, text.Length);
                    text.Bytes.CopyTo(new Span<byte>(keys + texts[i], text.Length));
                    texts[i] += text.Length;
                    break;
            }
        }
    }
}
