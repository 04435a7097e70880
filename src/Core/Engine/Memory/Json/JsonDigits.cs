using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>
/// Numbers of JSON whose end is known, up to 16 characters behind the sign in one vector: no search, no branch for each digit. The digits
/// move to the right end without the point, pairs of them become one, then fours, then eights. What is longer, or has an exponent, or is no
/// number, is for <see cref="JsonScan"/>, which also defines what a number is.
/// </summary>
internal static unsafe class JsonDigits
{
    private const int Most = 16;
    private const int RowBits = 4; // a row of moves has a byte for each of sixteen
    private const int PlaceBits = RowBits + 5; // rows of a place, one for each length up to sixteen

    private static readonly NativeBlock s_moves = MakeMoves();

    /// <summary>Whether this processor has what it takes.</summary>
    public static bool IsSupported => Sse41.IsSupported;

    /// <summary>
    /// Moves that leave out the byte at a place and bring the others to the end, with zeros before them: of each place a row for each
    /// length. Loops keep it beside them.
    /// </summary>
    public static byte* Moves => s_moves.Pointer;

    /// <summary>A number; 16 bytes behind its beginning are readable.</summary>
    /// <param name="at">Its first byte.</param>
    /// <param name="end">Behind its last byte.</param>
    /// <param name="moves"><see cref="Moves"/>.</param>
    /// <param name="digits">The digits as one number.</param>
    /// <param name="fraction">How many of them stand behind the point.</param>
    /// <param name="sign">1 when a minus stands before it, else 0.</param>
    /// <returns>Whether it is a number of JSON.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(byte* at, byte* end, byte* moves, out ulong digits, out int fraction, out ulong sign)
    {
        sign = *at == '-' ? 1UL : 0;
        if (!IsPlain(at + sign, end, out Vector128<byte> values, out int length, out uint point))
        {
            digits = 0;
            fraction = 0;
            return false;
        }

        int whole = BitOperations.TrailingZeroCount(point | (1u << length));
        fraction = length - whole - (point != 0 ? 1 : 0);
        digits = Join(Ssse3.Shuffle(values, Vector128.Load(moves + ((uint)whole << PlaceBits) + ((uint)length << RowBits))));
        return true;
    }

    /// <summary>A whole number; 16 bytes behind its beginning are readable.</summary>
    /// <param name="at">Its first byte.</param>
    /// <param name="end">Behind its last byte.</param>
    /// <param name="moves"><see cref="Moves"/>.</param>
    /// <param name="value">The number.</param>
    /// <returns>Whether it is a number of JSON without a point.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadWhole(byte* at, byte* end, byte* moves, out long value)
    {
        long sign = *at == '-' ? 1 : 0;
        if (!IsPlainWhole(at + sign, end, out Vector128<byte> values, out int length))
        {
            value = 0;
            return false;
        }

        var digits = (long)Join(Ssse3.Shuffle(values, Vector128.Load(moves + ((uint)length << PlaceBits) + ((uint)length << RowBits))));
        value = (digits ^ -sign) + sign;
        return true;
    }

    /// <summary>A number with at most 16 digits as the nearest double; false when one division does not give it.</summary>
    /// <param name="digits">Its digits as one number.</param>
    /// <param name="fraction">How many of them stand behind the point.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDivide(ulong digits, int fraction, out double value)
    {
        value = digits / Unsafe.Add(ref MemoryMarshal.GetReference(PlainDecimal.Powers), (uint)fraction & (Most - 1));
        return digits <= PlainDecimal.ExactMax;
    }

    /// <summary>The same question, when nobody wants the value.</summary>
    /// <param name="at">Its first byte; 16 bytes behind are readable.</param>
    /// <param name="end">Behind its last byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNumber(byte* at, byte* end) => IsPlain(at + (*at == '-' ? 1UL : 0), end, out _, out _, out _);

    /// <summary>Whether it is a whole number, when nobody wants the value.</summary>
    /// <param name="at">Its first byte; 16 bytes behind are readable.</param>
    /// <param name="end">Behind its last byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWhole(byte* at, byte* end) => IsPlainWhole(at + (*at == '-' ? 1UL : 0), end, out _, out _);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlainWhole(byte* at, byte* end, out Vector128<byte> values, out int length)
    {
        length = (int)(end - at);
        values = Vector128.Load(at) - Vector128.Create((byte)'0');
        uint isDigit = Vector128.LessThan(values, Vector128.Create((byte)10)).ExtractMostSignificantBits();
        return (uint)(length - 1) < Most && (~isDigit & ((1u << length) - 1)) == 0 && (*at != '0' || length == 1);
    }

    /// <summary>
    /// Whether digits, with one point between them at most, are all there is, and no zero that another digit follows comes first.
    /// </summary>
    /// <param name="at">The first digit.</param>
    /// <param name="end">Behind the last one.</param>
    /// <param name="values">The values of the digits.</param>
    /// <param name="length">How many characters.</param>
    /// <param name="others">The bit of the point, if there is one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlain(byte* at, byte* end, out Vector128<byte> values, out int length, out uint others)
    {
        length = (int)(end - at);
        values = Vector128.Load(at) - Vector128.Create((byte)'0');
        uint behind = 1u << length; // of lengths that are refused it is something else
        uint isOther = ~Vector128.LessThan(values, Vector128.Create((byte)10)).ExtractMostSignificantBits();
        uint isPoint = Vector128.Equals(values, Vector128.Create(unchecked((byte)('.' - '0')))).ExtractMostSignificantBits();
        others = isOther & (behind - 1);
        uint first = ((*at - (uint)'0' - 1) >> 30) & 2; // 2 for a zero, without a branch
        uint wrong = (others & ~isPoint) | (others & (others - 1)) | (others & (1 | (behind >> 1))) | (first & ~(others | behind));
        return wrong == 0 && (uint)(length - 1) < Most;
    }

    /// <summary>The number whose digits are the values of bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(Vector128<byte> values)
    {
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(values, Vector128.Create((ushort)0x010A).AsSByte());
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(0x00010064).AsInt16());
        Vector128<short> both = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        ulong eights = Sse2.MultiplyAddAdjacent(both, Vector128.Create(0x00012710).AsInt16()).AsUInt64().ToScalar();
        return ((eights & uint.MaxValue) * 100_000_000) + (eights >> 32);
    }

    private static NativeBlock MakeMoves()
    {
        var moves = new NativeBlock((Most + 1) << PlaceBits);
        for (int left = 0; left <= Most; left++)
        {
            for (int length = left; length <= Most; length++)
            {
                byte* row = moves.Pointer + (left << PlaceBits) + (length << RowBits);
                new Span<byte>(row, Most).Fill(0x80);
                for (int place = length - 1, to = Most - 1; place >= 0; place--)
                {
                    if (place != left)
                    {
                        row[to--] = (byte)place;
                    }
                }
            }
        }

        return moves;
    }
}
