using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>The outline, specialised for each vector width.</summary>
internal sealed unsafe class JsonOutline<TWidth> : JsonOutline
    where TWidth : struct, IVectorWidth
{
    private const int Steps = 6; // written always: the end of a loop for each bit would be mispredicted every time

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int FindCommas(byte* text, int length, int* commas, out int quotes, out bool isAscii)
    {
        int found = 0;
        int marks = 0;
        ulong goesOn = 0; // all ones when a string goes on from the line before
        ulong odd = 0;
        ulong high = 0;
        for (int offset = 0; offset < length; offset += 64)
        {
            byte* line = text + offset;
            ulong inside = length - offset >= 64 ? ulong.MaxValue : (1UL << (length - offset)) - 1;
            ulong quote = TWidth.EqualBytes(line, (byte)'"') & inside;
            odd |= (TWidth.EqualBytes(line, (byte)'\\') | TWidth.Below(line, 0x20)) & inside;
            high |= TWidth.HighBits(line) & inside;
            marks += BitOperations.PopCount(quote);
            ulong strings = Parity(quote) ^ goesOn;
            goesOn = (ulong)((long)strings >> 63);
            found += Write(TWidth.EqualBytes(line, (byte)',') & inside & ~strings, offset, commas + found);
        }

        quotes = marks;
        isAscii = high == 0;
        return odd == 0 ? found : -1;
    }

    /// <summary>Bit i is set when the number of bits set up to it is odd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Parity(ulong bits)
    {
        if (Pclmulqdq.IsSupported)
        {
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
        }

        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Write(ulong bits, int offset, int* places)
    {
        int count = BitOperations.PopCount(bits);
        WriteNext(ref bits, offset, places);
        WriteNext(ref bits, offset, places + 1);
        WriteNext(ref bits, offset, places + 2);
        WriteNext(ref bits, offset, places + 3);
        WriteNext(ref bits, offset, places + 4);
        WriteNext(ref bits, offset, places + 5);
        for (int i = Steps; i < count; i++)
        {
            WriteNext(ref bits, offset, places + i);
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteNext(ref ulong bits, int offset, int* place)
    {
        *place = offset + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
    }
}
