using System.Buffers.Binary;

namespace HotStream.Sinks;

/// <summary>
/// The binary form of numeric, as numeric_send of the server writes it: number of digits, weight of the first, sign, digits shown after the
/// point, then digits to the base of 10,000, leading and trailing zeros left out.
/// </summary>
internal static class PgNumeric
{
    private const int HeaderBytes = 8;
    private const int DigitsMost = 9; // 29 decimal digits, cut at the point
    private const short Negative = 0x4000;

    /// <summary>Writes a field.</summary>
    public static void Write(decimal value, CopyRows rows)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        int scale = (parts[3] >> 16) & 0xFF;
        var magnitude = new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        for (int filled = scale; filled % 4 != 0; filled++)
        {
            magnitude *= 10; // the fraction in whole digits
        }

        Span<short> digits = stackalloc short[DigitsMost]; // the least first
        int count = 0;
        for (; magnitude > ulong.MaxValue; magnitude /= 10_000)
        {
            digits[count++] = (short)(magnitude % 10_000);
        }

        for (ulong rest = (ulong)magnitude; rest > 0; rest /= 10_000)
        {
            digits[count++] = (short)(rest % 10_000);
        }

        int fraction = (scale + 3) / 4;
        int zeros = 0;
        while (zeros < count && digits[zeros] == 0)
        {
            zeros++;
        }

        Span<byte> field = rows.Field(HeaderBytes + ((count - zeros) * sizeof(short)));
        BinaryPrimitives.WriteInt16BigEndian(field, (short)(count - zeros));
        BinaryPrimitives.WriteInt16BigEndian(field[2..], (short)(count == zeros ? 0 : count - fraction - 1));
        BinaryPrimitives.WriteInt16BigEndian(field[4..], count > zeros && parts[3] < 0 ? Negative : (short)0);
        BinaryPrimitives.WriteInt16BigEndian(field[6..], (short)scale);
        for (int i = count - 1, at = HeaderBytes; i >= zeros; i--, at += sizeof(short))
        {
            BinaryPrimitives.WriteInt16BigEndian(field[at..], digits[i]);
        }
    }

    /// <summary>Writes a field of any length.</summary>
    public static void Write(in PostgresNumeric value, CopyRows rows)
    {
        int weight = value.IsZero ? 0 : Group(value.FirstExponent);
        int count = value.IsZero ? 0 : weight - Group(value.LastExponent) + 1;
        Span<byte> field = rows.Field(HeaderBytes + (count * sizeof(short)));
        BinaryPrimitives.WriteInt16BigEndian(field, (short)count);
        BinaryPrimitives.WriteInt16BigEndian(field[2..], (short)weight);
        BinaryPrimitives.WriteInt16BigEndian(field[4..], value.IsNegative ? Negative : (short)0);
        BinaryPrimitives.WriteInt16BigEndian(field[6..], (short)value.Scale);
        for (int i = 0; i < count; i++)
        {
            int units = 4 * (weight - i);
            int digit = (((((value.Digit(units + 3) * 10) + value.Digit(units + 2)) * 10) + value.Digit(units + 1))
                * 10) + value.Digit(units);
            BinaryPrimitives.WriteInt16BigEndian(field[(HeaderBytes + (i * sizeof(short)))..], (short)digit);
        }
    }

    /// <summary>Which digit to the base of 10,000 holds a power of ten.</summary>
    private static int Group(int exponent) => exponent >> 2; // rounded down, also below zero
}
