using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// Rows as bytes: their number in 32 bits, then column by column a byte for whether any is null, its validity bits if so, and the values as
/// they lie in memory; of texts the lengths and then the bytes, of lists the lengths and then the columns of their values, of structs their
/// columns. In the order of bytes of this machine, read back by the same process.
/// </summary>
internal static unsafe class ColumnBlock
{
    /// <summary>Writes the first rows of columns.</summary>
    public static void Write(ReadOnlySpan<ColumnVector> columns, int rows, ArrayBufferWriter<byte> to)
    {
        Put(to, rows);
        foreach (ColumnVector column in columns)
        {
            Write(column, rows, to);
        }
    }

    /// <summary>Reads rows into columns; how many there are.</summary>
    public static int Read(ReadOnlySpan<byte> from, ReadOnlySpan<ColumnVector> columns, Utf8Arena texts)
    {
        int rows = Take<int>(ref from);
        foreach (ColumnVector column in columns)
        {
            Read(ref from, column, rows, texts);
        }

        return rows;
    }

    private static void Write(ColumnVector column, int rows, ArrayBufferWriter<byte> to)
    {
        if (rows == 0 || column.Type.Kind == TypeKind.Null)
        {
            return;
        }

        Put(to, column.MayBeNull);
        if (column.MayBeNull)
        {
            Put(to, (byte*)column.Validity, Bits.Words(rows) * sizeof(ulong));
        }

        switch (column.Type.Kind)
        {
            case TypeKind.Boolean:
                Put(to, column.Data, Bits.Words(rows) * sizeof(ulong));
                break;
            case TypeKind.String:
                WriteTexts(column, rows, to);
                break;
            case TypeKind.Array or TypeKind.Map:
                Put(to, column.Data + sizeof(int), rows * sizeof(int)); // the first begins at 0
                WriteChildren(column, column.Offsets[rows], to);
                break;
            case TypeKind.Struct:
                WriteChildren(column, rows, to);
                break;
            default:
                Put(to, column.Data, rows * column.Type.Width);
                break;
        }
    }

    private static void WriteChildren(ColumnVector column, int rows, ArrayBufferWriter<byte> to)
    {
        foreach (ColumnVector child in column.Children)
        {
            Write(child, rows, to);
        }
    }

    private static void WriteTexts(ColumnVector column, int rows, ArrayBufferWriter<byte> to)
    {
        for (int row = 0; row < rows; row++)
        {
            Put(to, column.IsNull(row) ? 0 : ((Utf8Slice*)column.Data)[row].Length);
        }

        for (int row = 0; row < rows; row++)
        {
            if (!column.IsNull(row))
            {
                ReadOnlySpan<byte> text = ((Utf8Slice*)column.Data)[row].Bytes;
                text.CopyTo(to.GetSpan(text.Length));
                to.Advance(text.Length);
            }
        }
    }

    private static void Read(ref ReadOnlySpan<byte> from, ColumnVector column, int rows, Utf8Arena texts)
    {
        column.EnsureCapacity(rows, 0);
        column.ClearNulls();
        if (column.Type.Kind == TypeKind.Null)
        {
            for (int row = 0; row < rows; row++)
            {
                column.SetNull(row);
            }
        }

        if (rows == 0 || column.Type.Kind == TypeKind.Null)
        {
            return;
        }

        if (Take<bool>(ref from))
        {
            Take(ref from, column.TakeValidity(), Bits.Words(rows) * sizeof(ulong));
        }

        switch (column.Type.Kind)
        {
            case TypeKind.Boolean:
                Take(ref from, column.Data, Bits.Words(rows) * sizeof(ulong));
                break;
            case TypeKind.String:
                ReadTexts(ref from, column, rows, texts);
                break;
            case TypeKind.Array or TypeKind.Map:
                column.Offsets[0] = 0;
                Take(ref from, column.Data + sizeof(int), rows * sizeof(int));
                ReadChildren(ref from, column, column.Offsets[rows], texts);
                break;
            case TypeKind.Struct:
                ReadChildren(ref from, column, rows, texts);
                break;
            default:
                Take(ref from, column.Data, rows * column.Type.Width);
                break;
        }
    }

    private static void ReadChildren(ref ReadOnlySpan<byte> from, ColumnVector column, int rows, Utf8Arena texts)
    {
        foreach (ColumnVector child in column.Children)
        {
            Read(ref from, child, rows, texts);
        }
    }

    private static void ReadTexts(ref ReadOnlySpan<byte> from, ColumnVector column, int rows, Utf8Arena texts)
    {
        ReadOnlySpan<byte> lengths = from[..(rows * sizeof(int))];
        from = from[lengths.Length..];
        for (int row = 0; row < rows; row++)
        {
            int length = Take<int>(ref lengths);
            ((Utf8Slice*)column.Data)[row] = texts.Add(from[..length]);
            from = from[length..];
        }
    }

    private static void Put<T>(ArrayBufferWriter<byte> to, T value)
        where T : unmanaged
    {
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(to.GetSpan(sizeof(T))), value);
        to.Advance(sizeof(T));
    }

    private static void Put(ArrayBufferWriter<byte> to, byte* bytes, int count)
    {
        new ReadOnlySpan<byte>(bytes, count).CopyTo(to.GetSpan(count));
        to.Advance(count);
    }

    private static T Take<T>(ref ReadOnlySpan<byte> from)
        where T : unmanaged
    {
        T value = MemoryMarshal.Read<T>(from);
        from = from[sizeof(T)..];
        return value;
    }

    private static void Take(ref ReadOnlySpan<byte> from, void* to, int count)
    {
        from[..count].CopyTo(new Span<byte>(to, count));
        from = from[count..];
    }
}
