using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Copies a struct that was written field by field a moment ago. A plain copy loads it as vectors, which wait until the narrower stores
/// have left the store buffer (a dozen cycles); loads as wide as the stores do not wait. Measured on pairs returned by a lambda: 7
/// ns against 2 (Micro/StageBench).
/// </summary>
internal static class WordCopy
{
    /// <summary><c>target = source</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Assign<T>(ref T target, ref T source)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>() || Unsafe.SizeOf<T>() % 8 != 0 || Unsafe.SizeOf<T>() is < 16 or > 64)
        {
            target = source;
            return;
        }

        ref ulong to = ref Unsafe.As<T, ulong>(ref target);
        ref ulong from = ref Unsafe.As<T, ulong>(ref source);
        to = from;
        Unsafe.Add(ref to, 1) = Unsafe.Add(ref from, 1);
        if (Unsafe.SizeOf<T>() > 16)
        {
            Unsafe.Add(ref to, 2) = Unsafe.Add(ref from, 2);
        }

        if (Unsafe.SizeOf<T>() > 24)
        {
            Unsafe.Add(ref to, 3) = Unsafe.Add(ref from, 3);
        }

        for (int i = 4; i < Unsafe.SizeOf<T>() / 8; i++)
        {
            Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i);
        }
    }
}
