using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>
/// Numbers of JSON whose end is known, up to 16 characters behind the sign in one vector: no search, no branch for each digit. The digits
/// move to the right end without the point; <see cref="AlignedDigits"/> makes numbers of them. What is longer, or has an exponent, or is no
/// number, is for <see cref="JsonScan"/>, which also defines what a number is.
/// </summary>
internal static unsafe class JsonDigits
{
    private const int Most = 16;
    private const int RowBits = 4; // a row of moves has a byte for each of sixteen
    private const int PlaceBits = 5; // rows of a place, one for each length up to sixteen

    private static readonly NativeBlock s_moves = MakeMoves();

    /// <summary>Whether this processor has what it takes.</summary>
    public static bool IsSupported => Sse41.IsSupported;

    /// <summary>
    /// Moves that leave out the byte at a place and bring the others to the end, with zeros before them: of each place a row for each
    /// length. Loops keep it beside them.
    /// </summary>
    public static byte* Moves => s_moves.Pointer;

    /// <summary>Finds the digits of a number; 16 bytes behind its beginning are readable.</summary>
    /// <param name="at">Its first byte.</param>
    /// <param name="end">Behind its last byte.</param>
    /// <param name="moves"><see cref="Moves"/>.</param>
    /// <param name="digits">Their values, at the right end.</param>
    /// <param name="shape">What else is to be known of the number, as <see cref="AlignedDigits"/> takes it.</param>
    /// <returns>Whether it is a number of JSON.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAlign(byte* at, byte* end, byte* moves, out Vector128<byte> digits, out ulong shape)
    {
        ulong sign = *at == '-' ? 1UL : 0;
        if (!IsPlain(at + sign, end, out Vector128<byte> values, out int length, out uint ends))
        {
            (digits, shape) = (default, 0);
            return false;
        }

        int whole = BitOperations.TrailingZeroCount(ends);
        shape = (uint)(length - whole) | (sign << 63);
        digits = Ssse3.Shuffle(values, Vector128.Load(Row(moves, (uint)whole, (uint)length)));
        return true;
    }

    /// <summary>The same for numbers without a point.</summary>
    /// <inheritdoc cref="TryAlign"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAlignWhole(byte* at, byte* end, byte* moves, out Vector128<byte> digits, out ulong shape)
    {
        ulong sign = *at == '-' ? 1UL : 0;
        if (!IsPlainWhole(at + sign, end, out Vector128<byte> values, out int length))
        {
            (digits, shape) = (default, 0);
            return false;
        }

        shape = sign << 63;
        digits = Ssse3.Shuffle(values, Vector128.Load(Row(moves, (uint)length, (uint)length)));
        return true;
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
    /// <param name="ends">The bit of the point, if there is one, and of what is behind the number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlain(byte* at, byte* end, out Vector128<byte> values, out int length, out uint ends)
    {
        length = (int)(end - at);
        values = Vector128.Load(at) - Vector128.Create((byte)'0');
        uint behind = 1u << length; // of lengths that are refused it is something else
        uint isOther = Vector128.GreaterThanOrEqual(values, Vector128.Create((byte)10)).ExtractMostSignificantBits();
        uint isPoint = Vector128.Equals(values, Vector128.Create(unchecked((byte)('.' - '0')))).ExtractMostSignificantBits();
        uint others = Bmi2.IsSupported ? Bmi2.ZeroHighBits(isOther, (uint)length) : isOther & (behind - 1);
        ends = others | behind;
        uint first = ((*at - (uint)'0' - 1) >> 30) & 2; // 2 for a zero, without a branch
        uint wrong = (others & ~isPoint) | (others & (others - 1)) | (others & (1 | (behind >> 1))) | (first & ~ends);
        return wrong == 0 && (uint)(length - 1) < Most;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Row(byte* moves, uint whole, uint length) => moves + (nint)(((whole << PlaceBits) + length) << RowBits);

    private static NativeBlock MakeMoves()
    {
        var moves = new NativeBlock((Most + 1) << (PlaceBits + RowBits));
        for (int left = 0; left <= Most; left++)
        {
            for (int length = left; length <= Most; length++)
            {
                byte* row = Row(moves.Pointer, (uint)left, (uint)length);
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
