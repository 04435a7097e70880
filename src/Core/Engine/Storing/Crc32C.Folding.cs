using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>
/// The sum by multiplication without carries, 256 bytes a step. Law: a sum depends on the input, as a polynomial, only modulo that of the
/// sum, P. So 128 bits may be replaced by others that lie n bits further on: by the xor of their first half times x^(n+32) mod P and of
/// their second half times x^(n-32) mod P. Sixteen pieces of 128 bits go over the input side by side, each 2,048 bits a step, then over
/// each other; the 64 bytes that are left have the sum of all that was before. (V. Gopal and others, "Fast CRC Computation for Generic
/// Polynomials Using PCLMULQDQ Instruction", Intel, 2009.)
/// </summary>
internal static partial class Crc32C
{
    /// <summary>Shorter input is not worth what the end costs.</summary>
    internal const int FoldedBytesMin = 2 * StepBytes;

    private const int StepBytes = 4 * 64;
    private const uint Polynomial = 0x1EDC6F41; // the highest bit is that of x^31

    private static readonly Vector512<ulong> s_overStep = Over(8 * StepBytes);
    private static readonly Vector512<ulong> s_overTwo = Over(8 * 128);
    private static readonly Vector512<ulong> s_overOne = Over(8 * 64);

    /// <summary>Whether this processor multiplies so, 512 bits at a time.</summary>
    internal static bool CanFold => Pclmulqdq.V512.IsSupported;

    /// <summary>Goes over whole steps of the input; <paramref name="done"/> says how many bytes they were.</summary>
    internal static uint AddFolded(uint crc, ReadOnlySpan<byte> bytes, out int done)
    {
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        Vector512<ulong> first = VectorAt(ref start, 0) ^ Vector512.CreateScalar((ulong)crc);
        Vector512<ulong> second = VectorAt(ref start, 64);
        Vector512<ulong> third = VectorAt(ref start, 128);
        Vector512<ulong> fourth = VectorAt(ref start, 192);
        done = StepBytes;
        for (; done <= bytes.Length - StepBytes; done += StepBytes)
        {
            first = Fold(first, s_overStep) ^ VectorAt(ref start, done);
            second = Fold(second, s_overStep) ^ VectorAt(ref start, done + 64);
            third = Fold(third, s_overStep) ^ VectorAt(ref start, done + 128);
            fourth = Fold(fourth, s_overStep) ^ VectorAt(ref start, done + 192);
        }

        third ^= Fold(first, s_overTwo);
        fourth ^= Fold(second, s_overTwo);
        fourth ^= Fold(third, s_overOne);
        uint sum = 0;
        for (int i = 0; i < Vector512<ulong>.Count; i++)
        {
            sum = BitOperations.Crc32C(sum, fourth[i]);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Fold(Vector512<ulong> bits, Vector512<ulong> over) =>
        Pclmulqdq.V512.CarrylessMultiply(bits, over, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(bits, over, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> VectorAt(ref byte start, int at) =>
        Unsafe.ReadUnaligned<Vector512<ulong>>(ref Unsafe.Add(ref start, at));

    /// <summary>What the halves of 128 bits are multiplied by to lie so many bits further on.</summary>
    private static Vector512<ulong> Over(int bits) =>
        Vector512.Create(Vector256.Create(Vector128.Create(PowerOfX(bits + 32), PowerOfX(bits - 32))));

    /// <summary>x^n mod P in the order of bits that the sum has, and doubled, as products come out one bit too low there.</summary>
    private static ulong PowerOfX(int n)
    {
        uint power = 1;
        for (int i = 0; i < n; i++)
        {
            power = (power << 1) ^ (power >> 31 != 0 ? Polynomial : 0);
        }

        ulong reversed = 0;
        for (int bit = 0; bit < 32; bit++)
        {
            reversed |= (ulong)(power >> bit & 1) << (31 - bit);
        }

        return reversed << 1;
    }
}
