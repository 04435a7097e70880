using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>
/// Arithmetic on the columns of counts that a sliding window consists of. The scalar loop is the definition; the vector loops do the same
/// for 4, 8 or 16 keys at a time. Counts of panes are 32 bits and not negative, so that their difference fits 32
/// bits as well; totals are 64 bits.
/// </summary>
internal static class ColumnKernels
{
    private const double MostTimes = 1024;

    /// <summary>totals[i] += entering[i] - leaving[i], for columns of the same length.</summary>
    public static void AddDifference(Span<long> totals, ReadOnlySpan<int> entering, ReadOnlySpan<int> leaving) =>
        AddDifference(totals, entering, leaving, KernelCatalog.Width);

    /// <inheritdoc cref="AddDifference(Span{long}, ReadOnlySpan{int}, ReadOnlySpan{int})"/>
    public static void AddDifference(Span<long> totals, ReadOnlySpan<int> entering, ReadOnlySpan<int> leaving, string width)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(entering.Length, totals.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(leaving.Length, totals.Length);
        ref long total = ref MemoryMarshal.GetReference(totals);
        ref int enter = ref MemoryMarshal.GetReference(entering);
        ref int leave = ref MemoryMarshal.GetReference(leaving);
        nuint count = (nuint)totals.Length;
        nuint i = width switch
        {
            "512" => By512(ref total, ref enter, ref leave, count),
            "256" => By256(ref total, ref enter, ref leave, count),
            "128" => By128(ref total, ref enter, ref leave, count),
            _ => 0,
        };
        for (; i < count; i++)
        {
            Unsafe.Add(ref total, i) += Unsafe.Add(ref enter, i) - Unsafe.Add(ref leave, i);
        }
    }

    /// <summary>totals[i] += sign * counts[i] for as many as there are counts.</summary>
    public static void AddScaled(Span<long> totals, ReadOnlySpan<int> counts, int sign)
    {
        for (int i = 0; i < counts.Length; i++)
        {
            totals[i] += sign * (long)counts[i];
        }
    }

    /// <summary>
    /// sums[i] -= leaving[i], and largest[i] is brought up to what left, up to the first sum of which too little is left: less than a
    /// 1024th of the largest (ten leading bits are then rounding errors), infinite or not a number. Returns how many were subtracted; the
    /// last of them is the one spoilt, if any is. Signs in <paramref name="largest"/> mean nothing.
    /// </summary>
    public static int SubtractRounded(Span<double> sums, ReadOnlySpan<double> leaving, Span<double> largest, out bool isSpoilt) =>
        SubtractRounded(sums, leaving, largest, out isSpoilt, KernelCatalog.Width);

    /// <inheritdoc cref="SubtractRounded(Span{double}, ReadOnlySpan{double}, Span{double}, out bool)"/>
    public static int SubtractRounded(Span<double> sums, ReadOnlySpan<double> leaving, Span<double> largest,
        out bool isSpoilt, string width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sums.Length, leaving.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(largest.Length, leaving.Length);
        int i = width switch
        {
            "512" => Subtract512(sums, leaving, largest),
            "256" => Subtract256(sums, leaving, largest),
            "128" => Subtract128(sums, leaving, largest),
            _ => 0,
        };
        isSpoilt = false;
        for (; i < leaving.Length && !isSpoilt; i++)
        {
            sums[i] -= leaving[i];
            largest[i] = Math.Max(Math.Abs(largest[i]), Math.Abs(leaving[i]));
            isSpoilt = !(Math.Abs(sums[i]) * MostTimes >= largest[i] && Math.Abs(sums[i]) < double.PositiveInfinity);
        }

        return i;
    }

    /// <summary>Whole vectors, up to the first in which a sum is spoilt; that one is left to the scalar loop.</summary>
    private static int Subtract512(Span<double> sums, ReadOnlySpan<double> leaving, Span<double> largest)
    {
        ref double sum = ref MemoryMarshal.GetReference(sums);
        ref double large = ref MemoryMarshal.GetReference(largest);
        ref double leave = ref MemoryMarshal.GetReference(leaving);
        int i = 0;
        for (; i + 8 <= leaving.Length; i += 8)
        {
            Vector512<double> taken = Vector512.LoadUnsafe(ref leave, (nuint)i);
            Vector512<double> left = Vector512.LoadUnsafe(ref sum, (nuint)i) - taken;
            Vector512<double> most = Vector512.Max(Vector512.Abs(Vector512.LoadUnsafe(ref large, (nuint)i)), Vector512.Abs(taken));
            Vector512<double> size = Vector512.Abs(left);
            if ((Vector512.GreaterThanOrEqual(size * MostTimes, most) & Vector512.LessThan(size,
                Vector512.Create(double.PositiveInfinity))).ExtractMostSignificantBits() != 0xFF)
            {
                break;
            }

            left.StoreUnsafe(ref sum, (nuint)i);
            most.StoreUnsafe(ref large, (nuint)i);
        }

        return i;
    }

    private static int Subtract256(Span<double> sums, ReadOnlySpan<double> leaving, Span<double> largest)
    {
        ref double sum = ref MemoryMarshal.GetReference(sums);
        ref double large = ref MemoryMarshal.GetReference(largest);
        ref double leave = ref MemoryMarshal.GetReference(leaving);
        int i = 0;
        for (; i + 4 <= leaving.Length; i += 4)
        {
            Vector256<double> taken = Vector256.LoadUnsafe(ref leave, (nuint)i);
            Vector256<double> left = Vector256.LoadUnsafe(ref sum, (nuint)i) - taken;
            Vector256<double> most = Vector256.Max(Vector256.Abs(Vector256.LoadUnsafe(ref large, (nuint)i)), Vector256.Abs(taken));
            Vector256<double> size = Vector256.Abs(left);
            if ((Vector256.GreaterThanOrEqual(size * MostTimes, most) & Vector256.LessThan(size,
                Vector256.Create(double.PositiveInfinity))).ExtractMostSignificantBits() != 0xF)
            {
                break;
            }

            left.StoreUnsafe(ref sum, (nuint)i);
            most.StoreUnsafe(ref large, (nuint)i);
        }

        return i;
    }

    private static int Subtract128(Span<double> sums, ReadOnlySpan<double> leaving, Span<double> largest)
    {
        ref double sum = ref MemoryMarshal.GetReference(sums);
        ref double large = ref MemoryMarshal.GetReference(largest);
        ref double leave = ref MemoryMarshal.GetReference(leaving);
        int i = 0;
        for (; i + 2 <= leaving.Length; i += 2)
        {
            Vector128<double> taken = Vector128.LoadUnsafe(ref leave, (nuint)i);
            Vector128<double> left = Vector128.LoadUnsafe(ref sum, (nuint)i) - taken;
            Vector128<double> most = Vector128.Max(Vector128.Abs(Vector128.LoadUnsafe(ref large, (nuint)i)), Vector128.Abs(taken));
            Vector128<double> size = Vector128.Abs(left);
            if ((Vector128.GreaterThanOrEqual(size * MostTimes, most) & Vector128.LessThan(size,
                Vector128.Create(double.PositiveInfinity))).ExtractMostSignificantBits() != 0x3)
            {
                break;
            }

            left.StoreUnsafe(ref sum, (nuint)i);
            most.StoreUnsafe(ref large, (nuint)i);
        }

        return i;
    }

    private static nuint By512(ref long totals, ref int enter, ref int leave, nuint count)
    {
        nuint i = 0;
        for (; i + 16 <= count; i += 16)
        {
            (Vector512<long> low, Vector512<long> high) =
                Vector512.Widen(Vector512.LoadUnsafe(ref enter, i) - Vector512.LoadUnsafe(ref leave, i));
            (Vector512.LoadUnsafe(ref totals, i) + low).StoreUnsafe(ref totals, i);
            (Vector512.LoadUnsafe(ref totals, i + 8) + high).StoreUnsafe(ref totals, i + 8);
        }

        return i;
    }

    private static nuint By256(ref long totals, ref int enter, ref int leave, nuint count)
    {
        nuint i = 0;
        for (; i + 8 <= count; i += 8)
        {
            (Vector256<long> low, Vector256<long> high) =
                Vector256.Widen(Vector256.LoadUnsafe(ref enter, i) - Vector256.LoadUnsafe(ref leave, i));
            (Vector256.LoadUnsafe(ref totals, i) + low).StoreUnsafe(ref totals, i);
            (Vector256.LoadUnsafe(ref totals, i + 4) + high).StoreUnsafe(ref totals, i + 4);
        }

        return i;
    }

    private static nuint By128(ref long totals, ref int enter, ref int leave, nuint count)
    {
        nuint i = 0;
        for (; i + 4 <= count; i += 4)
        {
            (Vector128<long> low, Vector128<long> high) =
                Vector128.Widen(Vector128.LoadUnsafe(ref enter, i) - Vector128.LoadUnsafe(ref leave, i));
            (Vector128.LoadUnsafe(ref totals, i) + low).StoreUnsafe(ref totals, i);
            (Vector128.LoadUnsafe(ref totals, i + 2) + high).StoreUnsafe(ref totals, i + 2);
        }

        return i;
    }
}
