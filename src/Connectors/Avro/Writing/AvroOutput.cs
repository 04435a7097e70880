using System.Buffers;
using System.Buffers.Binary;

namespace HotStream.Avro;

/// <summary>Writes Avro's binary encoding.</summary>
internal static class AvroOutput
{
    private const int VarintBytes = 10;

    public static void WriteLong(IBufferWriter<byte> output, long value)
    {
        Span<byte> bytes = output.GetSpan(VarintBytes);
        ulong left = (ulong)((value << 1) ^ (value >> 63));
        int count = 0;
        for (; left >= 0x80; left >>= 7)
        {
            bytes[count++] = (byte)(left | 0x80);
        }

        bytes[count++] = (byte)left;
        output.Advance(count);
    }

    public static void WriteBoolean(IBufferWriter<byte> output, bool value)
    {
        output.GetSpan(1)[0] = value ? (byte)1 : (byte)0;
        output.Advance(1);
    }

    public static void WriteDouble(IBufferWriter<byte> output, double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(sizeof(double)), value);
        output.Advance(sizeof(double));
    }

    public static void WriteBytes(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        WriteLong(output, bytes.Length);
        output.Write(bytes);
    }

    /// <summary>In two's complement, the highest byte first, as few bytes as there need be.</summary>
    public static void WriteDecimal(IBufferWriter<byte> output, Int128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(bytes, value);
        byte sign = value < 0 ? (byte)0xFF : (byte)0;
        int start = 0;
        while (start < bytes.Length - 1 && bytes[start] == sign && (bytes[start + 1] ^ sign) < 0x80)
        {
            start++;
        }

        WriteBytes(output, bytes[start..]);
    }

    /// <summary>Writes a value of a column, or null.</summary>
    public static void WriteValue(IBufferWriter<byte> output, ColumnVector column, int row)
    {
        WriteLong(output, column.IsNull(row) ? 0 : 1); // which type of the union
        if (column.IsNull(row))
        {
            return;
        }

        switch (column.Type.Kind)
        {
            case TypeKind.Boolean:
                WriteBoolean(output, column.GetBoolean(row));
                break;
            case TypeKind.Int or TypeKind.Date:
                WriteLong(output, column.Values<int>()[row]);
                break;
            case TypeKind.Double:
                WriteDouble(output, column.Values<double>()[row]);
                break;
            case TypeKind.String:
                WriteBytes(output, column.Values<Utf8Slice>()[row].Bytes);
                break;
            case TypeKind.Decimal:
                WriteDecimal(output, column.Values<Int128>()[row]);
                break;
            case TypeKind.Array or TypeKind.Map:
                WriteList(output, column, row);
                break;
            case TypeKind.Struct:
                foreach (ColumnVector field in column.Children)
                {
                    WriteValue(output, field, row);
                }

                break;
            default:
                WriteLong(output, column.Values<long>()[row]);
                break;
        }
    }

    private static void WriteList(IBufferWriter<byte> output, ColumnVector column, int row)
    {
        ReadOnlySpan<int> offsets = column.Values<int>();
        (int start, int end) = (offsets[row], offsets[row + 1]);
        if (start < end)
        {
            WriteLong(output, end - start);
            for (int at = start; at < end; at++)
            {
                if (column.Type.Kind == TypeKind.Map)
                {
                    WriteBytes(output, column.Children[0].Values<Utf8Slice>()[at].Bytes); // keys are never null
                }

                WriteValue(output, column.Children[^1], at);
            }
        }

        WriteLong(output, 0);
    }
}
