using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>
/// The plain values of JSON, found by whole words: strings without escapes 16 bytes a step, digits 8 at a time, what stands between values
/// by one comparison. Each answers where the value ends, or -1 for whatever is not so plain, for somebody slower (<see cref="JsonCursor"/>)
/// to decide; none reads beyond the text. Places are numbers, not a cursor, so that a loop keeps them in registers.
/// </summary>
internal static class JsonScan
{
    private const int Nothing = -1;
    private const int WordsRead = 32; // bytes that a number is read from at once
    private const int DigitsMax = 18; // what a long holds, whatever the digits are

    private static ReadOnlySpan<ulong> Powers => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>Whether bytes come next that are kept in memory of at least 16 bytes; none come next when there are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSame(ref byte text, int at, int end, ref byte bytes, int length)
    {
        if (Vector128.IsHardwareAccelerated && length <= Vector128<byte>.Count && end - at >= Vector128<byte>.Count)
        {
            uint same = Vector128.Equals(Vector128.LoadUnsafe(ref text, (nuint)at), Vector128.LoadUnsafe(ref bytes))
                .ExtractMostSignificantBits();
            return length > 0 && (~same & ((1u << length) - 1)) == 0;
        }

        return length > 0 && length <= end - at && MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref text, at), length)
            .SequenceEqual(MemoryMarshal.CreateReadOnlySpan(ref bytes, length));
    }

    /// <summary>Where the first quote, backslash or control character is; the end when there is none: the scalar definition.</summary>
    public static int StringEndSlowly(ref byte text, int at, int end)
    {
        while (at < end && Unsafe.Add(ref text, at) is not (< 0x20 or (byte)'"' or (byte)'\\'))
        {
            at++;
        }

        return at;
    }

    /// <summary>The same, 16 bytes a step; the last ones with some that were seen before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int StringEnd(ref byte text, int at, int end)
    {
        if (!Vector128.IsHardwareAccelerated || end < Vector128<byte>.Count)
        {
            return StringEndSlowly(ref text, at, end);
        }

        int last = end - Vector128<byte>.Count;
        for (; at <= last; at += Vector128<byte>.Count)
        {
            uint found = Special(ref text, at);
            if (found != 0)
            {
                return at + BitOperations.TrailingZeroCount(found);
            }
        }

        uint rest = at >= end ? 0 : Special(ref text, last) >> (at - last);
        return rest == 0 ? end : at + BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>A string without escapes: the place behind it. Its first byte is one behind where it was looked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PlainString(ref byte text, int at, int end)
    {
        if (at >= end || Unsafe.Add(ref text, at) != '"')
        {
            return Nothing;
        }

        int close = StringEnd(ref text, at + 1, end);
        return close < end && Unsafe.Add(ref text, close) == '"' ? close + 1 : Nothing;
    }

    /// <summary>A whole number of up to 18 digits that ends where it must, at a comma, a bracket or a blank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Whole(ref byte text, int at, int end, out long value)
    {
        if (end - at < WordsRead || !BitConverter.IsLittleEndian)
        {
            return WholeSlowly(ref text, at, end, out value);
        }

        bool isNegative = Unsafe.Add(ref text, at) == '-';
        int first = at + (isNegative ? 1 : 0);
        ulong number = 0;
        int length = 0;
        int found;
        do
        {
            found = Digits(ref text, first + length, out ulong digits);
            number = (number * Powers[found]) + digits;
            length += found;
        }
        while (found == 8 && length < 24);
        value = isNegative ? -(long)number : (long)number;
        return IsNumber(ref text, first, length, length) && EndsAt(ref text, first + length) ? first + length : Nothing;
    }

    /// <summary>The scalar definition.</summary>
    public static int WholeSlowly(ref byte text, int at, int end, out long value)
    {
        bool isNegative = at < end && Unsafe.Add(ref text, at) == '-';
        at += isNegative ? 1 : 0;
        int first = at;
        ulong number = TakeDigits(ref text, ref at, end, 0);
        value = unchecked(isNegative ? -(long)number : (long)number);
        return IsNumber(ref text, first, at - first, at - first) && at < end && EndsAt(ref text, at) ? at : Nothing;
    }

    /// <summary>
    /// A decimal number without an exponent, of up to 18 digits, that ends where it must, as the nearest there is
    /// (<see cref="PlainDecimal"/>).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Decimal(ref byte text, int at, int end, out double value)
    {
        if (end - at < WordsRead || !BitConverter.IsLittleEndian)
        {
            return DecimalSlowly(ref text, at, end, out value);
        }

        bool isNegative = Unsafe.Add(ref text, at) == '-';
        int first = at + (isNegative ? 1 : 0);
        int whole = Digits(ref text, first, out ulong number);
        int stop = first + whole;
        int fraction = 0;
        if (Unsafe.Add(ref text, stop) == '.')
        {
            fraction = Digits(ref text, stop + 1, out ulong digits);
            number = (number * Powers[fraction]) + digits;
            stop += fraction + 1;
            whole = fraction == 0 ? 0 : whole; // a point has digits behind it
        }

        bool isPlain = IsNumber(ref text, first, whole, whole + fraction) & PlainDecimal.TryDivide(number, fraction, out double size);
        if (!isPlain || !EndsAt(ref text, stop))
        {
            return DecimalSlowly(ref text, at, end, out value); // eight digits at once may have been too few
        }

        value = isNegative ? -size : size;
        return stop;
    }

    /// <summary>The scalar definition.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int DecimalSlowly(ref byte text, int at, int end, out double value)
    {
        bool isNegative = at < end && Unsafe.Add(ref text, at) == '-';
        at += isNegative ? 1 : 0;
        int first = at;
        ulong number = TakeDigits(ref text, ref at, end, 0);
        int whole = at - first;
        int fraction = 0;
        if (at < end && Unsafe.Add(ref text, at) == '.')
        {
            int point = ++at;
            number = TakeDigits(ref text, ref at, end, number);
            fraction = at - point;
            whole = fraction == 0 ? 0 : whole;
        }

        bool isPlain = IsNumber(ref text, first, whole, whole + fraction) & PlainDecimal.TryDivide(number, fraction, out double size);
        value = isNegative ? -size : size;
        return isPlain && at < end && EndsAt(ref text, at) ? at : Nothing;
    }

    /// <summary>True or false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Truth(ref byte text, int at, int end, out bool value)
    {
        value = false;
        if (end - at < 5)
        {
            return Nothing;
        }

        uint word = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, at));
        value = word == Unsafe.ReadUnaligned<uint>(in "true"u8[0]);
        return value ? at + 4 : word == Unsafe.ReadUnaligned<uint>(in "fals"u8[0]) && Unsafe.Add(ref text, at + 4) == 'e' ? at + 5
            : Nothing;
    }

    /// <summary>Any value that is plain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Plain(ref byte text, int at, int end) => at >= end ? Nothing : Unsafe.Add(ref text, at) switch
    {
        (byte)'"' => PlainString(ref text, at, end),
        (byte)'t' or (byte)'f' => Truth(ref text, at, end, out _),
        _ => Number(ref text, at, end),
    };

    /// <summary>
    /// A number without an exponent, of any size, that ends where it must, and whose value nobody wants: where its digits end is asked for
    /// 32 bytes at once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Number(ref byte text, int at, int end)
    {
        if (!Vector256.IsHardwareAccelerated || end - at < Vector256<byte>.Count + 2) // a sign, and a byte behind them
        {
            return NumberSlowly(ref text, at, end);
        }

        int first = at + (Unsafe.Add(ref text, at) == '-' ? 1 : 0);
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref text, (nuint)first) - Vector256.Create((byte)'0');
        ulong others = ~(ulong)Vector256.LessThan(bytes, Vector256.Create((byte)10)).ExtractMostSignificantBits(); // never none
        int whole = BitOperations.TrailingZeroCount(others);
        others >>= whole;
        bool hasPoint = Unsafe.Add(ref text, first + whole) == '.'; // the byte behind the 32 is in the text still
        int fraction = BitOperations.TrailingZeroCount(others >> 1);
        int stop = first + whole + (hasPoint ? 1 + fraction : 0);
        return whole > 0 && (whole == 1 || Unsafe.Add(ref text, first) != '0') && (!hasPoint || fraction > 0)
            && stop - first < Vector256<byte>.Count && EndsAt(ref text, stop) ? stop : NumberSlowly(ref text, at, end);
    }

    /// <summary>The scalar definition.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int NumberSlowly(ref byte text, int at, int end)
    {
        int first = at < end && Unsafe.Add(ref text, at) == '-' ? at + 1 : at;
        int stop = first;
        TakeDigits(ref text, ref stop, end, 0);
        int whole = stop - first;
        bool isNumber = whole > 0 && (whole == 1 || Unsafe.Add(ref text, first) != '0');
        if (isNumber && stop < end && Unsafe.Add(ref text, stop) == '.')
        {
            int point = ++stop;
            TakeDigits(ref text, ref stop, end, 0);
            isNumber = stop > point;
        }

        return isNumber && stop < end && EndsAt(ref text, stop) ? stop : Nothing;
    }

    /// <summary>Digits at the beginning of eight bytes: how many, and their value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digits(ref byte text, int at, out ulong value)
    {
        ulong digits = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, at)) ^ 0x3030303030303030;
        ulong over = (digits & 0x7F7F7F7F7F7F7F7F) + 0x7676767676767676;
        ulong others = (over | digits) & 0x8080808080808080; // a bit for each that is over 9
        int count = BitOperations.TrailingZeroCount(others) >> 3;
        digits = count == 8 ? digits : digits << (56 - (8 * count)) << 8; // zeros before the digits, nothing behind them

        // Pairs of digits, then fours, then all of them.
        digits = (digits * 10) + (digits >> 8);
        value = (((digits & 0x000000FF000000FF) * 0x000F424000000064)
            + (((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
        return count;
    }

    private static ulong TakeDigits(ref byte text, ref int at, int end, ulong number)
    {
        for (; at < end && (uint)(Unsafe.Add(ref text, at) - '0') <= 9; at++)
        {
            number = unchecked((number * 10) + (uint)(Unsafe.Add(ref text, at) - '0'));
        }

        return number;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNumber(ref byte text, int first, int whole, int digits) =>
        whole > 0 && digits <= DigitsMax && (whole == 1 || Unsafe.Add(ref text, first) != '0');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool EndsAt(ref byte text, int at) =>
        Unsafe.Add(ref text, at) is (byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Special(ref byte text, int at)
    {
        var bytes = Vector128.LoadUnsafe(ref text, (nuint)at);
        return (Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
            | Vector128.LessThan(bytes, Vector128.Create((byte)0x20))).ExtractMostSignificantBits();
    }
}
