using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Keys of several columns as bytes; they live until the next ones. Law: two keys of columns of the same types are the same bytes exactly
/// when they are equal, where nulls are equal, and so are zeros and NaNs of whatever bits.
/// </summary>
internal sealed unsafe partial class KeyEncoder : IDisposable
{
    private readonly Utf8Slice[] _keys = new Utf8Slice[KeyIndex<Utf8Slice>.BlockSize];
    private readonly Utf8Arena _arena = new();
    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>The keys of some of the rows that are meant.</summary>
    public ReadOnlySpan<Utf8Slice> Encode(ReadOnlySpan<ColumnVector> columns, RowSet rows, int start, int count)
    {
        _arena.Clear();
        if (TryEncodeByColumn(columns, rows, start, count))
        {
            return _keys.AsSpan(0, count);
        }

        for (int i = 0; i < count; i++)
        {
            _length = 0;
            int row = rows.PlaceOf(start + i);
            foreach (ColumnVector column in columns)
            {
                Put(column, row);
            }

            _keys[i] = _arena.Add(_buffer.AsSpan(0, _length));
        }

        return _keys.AsSpan(0, count);
    }

    public void Dispose() => _arena.Dispose();

    private void Put(ColumnVector column, int row)
    {
        bool isNull = column.Type.Kind == TypeKind.Null || column.IsNull(row);
        Reserve(32);
        _buffer[_length++] = isNull ? (byte)0 : (byte)1;
        if (isNull)
        {
            return;
        }

        switch (column.Type.Kind)
        {
            case TypeKind.Boolean:
                _buffer[_length++] = column.GetBoolean(row) ? (byte)1 : (byte)0;
                break;
            case TypeKind.Int or TypeKind.Date:
                Write(((int*)column.Data)[row]);
                break;
            case TypeKind.Double:
                Write(Order.Canonical(((double*)column.Data)[row]));
                break;
            case TypeKind.Long or TypeKind.Timestamp or TypeKind.Interval:
                Write(((long*)column.Data)[row]);
                break;
            case TypeKind.Decimal:
                Write(((Int128*)column.Data)[row]);
                break;
            case TypeKind.String:
                Utf8Slice text = ((Utf8Slice*)column.Data)[row];
                Write(text.Length);
                Reserve(text.Length);
                text.Bytes.CopyTo(_buffer.AsSpan(_length));
                _length += text.Length;
                break;
            case TypeKind.Struct:
                foreach (ColumnVector field in column.Children)
                {
                    Put(field, row);
                }

                break;
            default:
                PutList(column, row);
                break;
        }
    }

    private void PutList(ColumnVector column, int row)
    {
        Write(column.Offsets[row + 1] - column.Offsets[row]);
        for (int at = column.Offsets[row]; at < column.Offsets[row + 1]; at++)
        {
            foreach (ColumnVector child in column.Children)
            {
                Put(child, at);
            }
        }
    }

    private void Write<T>(T value)
        where T : unmanaged
    {
        Unsafe.WriteUnaligned(ref _buffer[_length], value);
        _length += sizeof(T);
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes + 16)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes + 16));
        }
    }
}
