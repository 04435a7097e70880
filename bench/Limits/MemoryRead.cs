using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotStream.Bench;

/// <summary>Sums bytes in order, eight vectors at a time: as much work a byte as reading it needs.</summary>
internal static unsafe class MemoryRead
{
    /// <summary>Reads whole steps of 512 bytes; what is left over is not read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Sum(byte* from, nuint bytes)
    {
        var s0 = Vector512<long>.Zero;
        var s1 = s0;
        var s2 = s0;
        var s3 = s0;
        for (nuint at = 0; at + 512 <= bytes; at += 512)
        {
            var p = from + at;
            s0 += Vector512.Load((long*)p) + Vector512.Load((long*)(p + 64));
            s1 += Vector512.Load((long*)(p + 128)) + Vector512.Load((long*)(p + 192));
            s2 += Vector512.Load((long*)(p + 256)) + Vector512.Load((long*)(p + 320));
            s3 += Vector512.Load((long*)(p + 384)) + Vector512.Load((long*)(p + 448));
        }

        return Vector512.Sum(s0 + s1 + s2 + s3);
    }

    /// <summary>A limit row for an aggregate: reads the two columns and does nothing else.</summary>
    public static JobOutcome Columns<TKey>(TKey[] keys, long[] values)
        where TKey : unmanaged
    {
        fixed (TKey* k = keys)
        fixed (long* v = values)
        {
            var sum = Sum((byte*)k, (nuint)keys.Length * (nuint)sizeof(TKey)) + Sum((byte*)v, (nuint)values.Length * sizeof(long));
            return new JobOutcome(keys.Length, () => new JobAnswer(keys.Length, 0, unchecked((ulong)sum)));
        }
    }
}
