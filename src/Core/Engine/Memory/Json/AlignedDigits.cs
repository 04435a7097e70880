using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>
/// Numbers whose digits stand at the right end of 16 bytes each, as values, many at once: pairs of digits become one, then fours, then
/// eights. Of each there is a shape: in the lowest bits how many characters stood behind the whole digits, none or a point and digits, and
/// in the highest one whether a minus stood before it.
/// <para>Finding numbers (<see cref="JsonDigits"/>) is a step of its own: a chain of some fifty cycles for each, and the processor looks no
/// further ahead than three such chains, so that what follows in the same loop makes all of them wait.</para>
/// </summary>
internal static unsafe class AlignedDigits
{
    /// <summary>The bit of a minus.</summary>
    public const ulong Minus = 1UL << 63;

    /// <summary>Characters behind the whole digits, at most, of which one is the point.</summary>
    public const int BehindMax = 15;

    private const ulong EightDigits = 100_000_000;
    private const int AtOnce = 8;

    /// <summary>Whether many are done at once.</summary>
    public static bool IsVectorized => Avx512DQ.IsSupported;

    /// <summary>What numbers are divided by, for each count of characters behind the whole digits.</summary>
    private static ReadOnlySpan<double> Powers => [1e0, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14];

    /// <summary>Numbers as the nearest doubles (<see cref="PlainDecimal"/>).</summary>
    /// <param name="digits">The digits of each.</param>
    /// <param name="shapes">The shape of each.</param>
    /// <param name="from">The first one.</param>
    /// <param name="end">Behind the last one.</param>
    /// <param name="values">Where they are put, at the same places.</param>
    /// <returns>The first that has too many digits for one division; behind the last one, when there is none.</returns>
    public static int ToDoubles(Vector128<byte>* digits, ulong* shapes, int from, int end, double* values)
    {
        int first = IsVectorized ? ToManyDoubles(digits, shapes, from, end, values) : from;
        return ToDoublesSlowly(digits, shapes, first < 0 ? from : first, end, values);
    }

    /// <summary>The scalar definition.</summary>
    public static int ToDoublesSlowly(Vector128<byte>* digits, ulong* shapes, int from, int end, double* values)
    {
        for (int i = from; i < end; i++)
        {
            ulong number = Join(digits[i]);
            if (number > PlainDecimal.ExactMax)
            {
                return i;
            }

            double size = (long)number / Powers[(int)(shapes[i] & BehindMax)];
            values[i] = (shapes[i] & Minus) == 0 ? size : -size;
        }

        return end;
    }

    /// <summary>Numbers without a point.</summary>
    /// <inheritdoc cref="ToDoubles"/>
    public static void ToLongs(Vector128<byte>* digits, ulong* shapes, int from, int end, long* values)
    {
        for (; IsVectorized && from + AtOnce <= end; from += AtOnce)
        {
            Vector512<long> numbers = Join(digits + from).AsInt64();
            Vector512<long> signs = Vector512.Load((long*)shapes + from) >> 63;
            ((numbers ^ signs) - signs).Store(values + from);
        }

        ToLongsSlowly(digits, shapes, from, end, values);
    }

    /// <summary>The scalar definition.</summary>
    public static void ToLongsSlowly(Vector128<byte>* digits, ulong* shapes, int from, int end, long* values)
    {
        for (int i = from; i < end; i++)
        {
            var number = (long)Join(digits[i]);
            values[i] = (shapes[i] & Minus) == 0 ? number : -number;
        }
    }

    /// <summary>The first that was not done, since there are too few for a step; -1 when one has too many digits.</summary>
    private static int ToManyDoubles(Vector128<byte>* digits, ulong* shapes, int from, int end, double* values)
    {
        var few = Vector512.Create(Powers[..AtOnce]);
        var many = Vector512.Create(Powers[AtOnce..]);
        Vector512<ulong> all = default;
        for (; from + AtOnce <= end; from += AtOnce)
        {
            Vector512<ulong> numbers = Join(digits + from);
            Vector512<ulong> found = Vector512.Load(shapes + from);
            all |= numbers;
            Vector512<double> powers = Avx512F.PermuteVar8x64x2(few, found.AsInt64(), many); // by the lowest four bits
            Vector512<double> sizes = Avx512DQ.ConvertToVector512Double(numbers.AsInt64()) / powers;
            (sizes.AsUInt64() ^ (found & Vector512.Create(Minus))).Store((ulong*)values + from);
        }

        return Vector512.LessThanOrEqualAll(all, Vector512.Create(PlainDecimal.ExactMax - 1)) ? from : -1;
    }

    /// <summary>The number whose digits these are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(Vector128<byte> digits)
    {
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create((ushort)0x010A).AsSByte());
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(0x00010064).AsInt16());
        Vector128<short> both = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        ulong eights = Sse2.MultiplyAddAdjacent(both, Vector128.Create(0x00012710).AsInt16()).AsUInt64().ToScalar();
        return ((eights & uint.MaxValue) * EightDigits) + (eights >> 32);
    }

    /// <summary>Eight numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Join(Vector128<byte>* digits)
    {
        // each lane of the packed ones has one of the first four and one of the last
        Vector512<short> both = Avx512BW.PackUnsignedSaturate(Fours((byte*)digits), Fours((byte*)(digits + 4))).AsInt16();
        Vector512<ulong> eights = Avx512BW.MultiplyAddAdjacent(both, Vector512.Create(0x00012710).AsInt16()).AsUInt64();
        Vector512<ulong> numbers = Avx512F.Multiply(eights.AsUInt32(), Vector512.Create(EightDigits).AsUInt32()) + (eights >> 32);
        return Avx512F.PermuteVar8x64(numbers, Vector512.Create(0UL, 2, 4, 6, 1, 3, 5, 7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Fours(byte* digits)
    {
        Vector512<short> pairs = Avx512BW.MultiplyAddAdjacent(Vector512.Load(digits), Vector512.Create((ushort)0x010A).AsSByte());
        return Avx512BW.MultiplyAddAdjacent(pairs, Vector512.Create(0x00010064).AsInt16());
    }
}
