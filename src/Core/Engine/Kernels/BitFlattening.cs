using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>Turns the bits of a line into positions: in steps without a branch, or by one compressing instruction.</summary>
internal static unsafe class BitFlattening
{
    /// <summary>Twelve steps always, more only for dense lines: the end of a loop per bit would be mispredicted every time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BySteps(ulong bits, int offset, int* positions)
    {
        int count = BitOperations.PopCount(bits);
        for (int i = 0; i < 12; i++)
        {
            positions[i] = offset + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
        }

        for (int i = 12; i < count; i++)
        {
            positions[i] = offset + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
        }

        return count;
    }

    /// <summary>AVX-512 VBMI2: the numbers 0 to 63 compressed by a comparison's result, then widened; sixteen positions a store.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ByCompress(Vector512<byte> set, int offset, int* positions)
    {
        int count = BitOperations.PopCount(set.ExtractMostSignificantBits());
        Vector512<int> from = Vector512.Create(offset);
        Vector512<byte> found = Avx512Vbmi2.Compress(Vector512<byte>.Zero, set, Vector512.CreateSequence<byte>(0, 1));
        (Avx512F.ConvertToVector512Int32(found.GetLower().GetLower()) + from).Store(positions);
        if (count > 16)
        {
            (Avx512F.ConvertToVector512Int32(found.GetLower().GetUpper()) + from).Store(positions + 16);
            (Avx512F.ConvertToVector512Int32(found.GetUpper().GetLower()) + from).Store(positions + 32);
            (Avx512F.ConvertToVector512Int32(found.GetUpper().GetUpper()) + from).Store(positions + 48);
        }

        return count;
    }
}
