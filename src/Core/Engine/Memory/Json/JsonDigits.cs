using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>
/// Numbers of JSON whose end is known, up to 16 characters behind the sign in one vector: no search, no branch for each digit. The digits
/// move to the right end, pairs of them become one, then fours, then eights. What is longer, or has an exponent, or is no number, is for
/// <see cref="JsonScan"/>, which also defines what a number is.
/// </summary>
internal static unsafe class JsonDigits
{
    private const int Most = 16;

    private static readonly NativeBlock s_moves = MakeMoves();

    /// <summary>Whether this processor has what it takes.</summary>
    public static bool IsSupported => Sse41.IsSupported;

    /// <summary>A number; 16 bytes behind its beginning are readable.</summary>
    /// <param name="at">Its first byte.</param>
    /// <param name="end">Behind its last byte.</param>
    /// <param name="digits">The digits as one number.</param>
    /// <param name="fraction">How many of them stand behind the point.</param>
    /// <param name="isNegative">Whether a minus stands before it.</param>
    /// <returns>Whether it is a number of JSON.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(byte* at, byte* end, out ulong digits, out int fraction, out bool isNegative)
    {
        isNegative = *at == '-';
        digits = 0;
        fraction = 0;
        if (!IsPlain(at + (isNegative ? 1 : 0), end, out Vector128<byte> values, out int length, out int whole))
        {
            return false;
        }

        int count = length;
        if (whole < length)
        {
            count--;
            fraction = count - whole;
            values = Ssse3.Shuffle(values, WithoutByte(whole));
        }

        values = Ssse3.Shuffle(values, ToTheRight(count));
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(values, Vector128.Create((ushort)0x010A).AsSByte());
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(0x00010064).AsInt16());
        Vector128<short> both = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        ulong eights = Sse2.MultiplyAddAdjacent(both, Vector128.Create(0x00012710).AsInt16()).AsUInt64().ToScalar();
        digits = ((eights & uint.MaxValue) * 100_000_000) + (eights >> 32);
        return true;
    }

    /// <summary>The same question, when nobody wants the value.</summary>
    /// <param name="at">Its first byte; 16 bytes behind are readable.</param>
    /// <param name="end">Behind its last byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNumber(byte* at, byte* end) => IsPlain(at + (*at == '-' ? 1 : 0), end, out _, out _, out _);

    /// <summary>
    /// Whether digits, with one point between them at most, are all there is: their values, how many characters, how many before the point.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlain(byte* at, byte* end, out Vector128<byte> values, out int length, out int whole)
    {
        length = (int)(end - at);
        if ((uint)(length - 1) >= Most)
        {
            values = default;
            whole = 0;
            return false;
        }

        values = Vector128.Load(at) - Vector128.Create((byte)'0');
        uint others = ~Vector128.LessThan(values, Vector128.Create((byte)10)).ExtractMostSignificantBits() & ((1u << length) - 1);
        whole = others == 0 ? length : BitOperations.TrailingZeroCount(others);
        bool hasFraction = (others & (others - 1)) == 0 && at[whole] == '.' && whole < length - 1;
        return (others == 0 || hasFraction) && whole > 0 && (whole == 1 || *at != '0');
    }

    /// <summary>Moves that leave out one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> WithoutByte(int place) => Vector128.Load(s_moves.Pointer + (place * Most));

    /// <summary>Moves that bring the first bytes to the end, with zeros before them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ToTheRight(int count) => Vector128.Load(s_moves.Pointer + ((Most + count) * Most));

    private static NativeBlock MakeMoves()
    {
        var moves = new NativeBlock(((2 * Most) + 1) * Most);
        for (int i = 0; i <= Most; i++)
        {
            for (int place = 0; place < Most; place++)
            {
                if (i < Most)
                {
                    moves.Pointer[(i * Most) + place] = (byte)(place < i ? place : place + 1);
                }

                moves.Pointer[((Most + i) * Most) + place] = place < Most - i ? (byte)0x80 : (byte)(place - (Most - i));
            }
        }

        return moves;
    }
}
