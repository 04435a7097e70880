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

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override JsonMarks Find(byte* text, int length, int* marks)
    {
        byte* padded = stackalloc byte[64];
        int* next = marks;
        int quotes = 0;
        ulong goesOn = 0; // all ones when a string goes on from the cache line before
        ulong high = 0;
        for (int offset = -(int)((nuint)text & 63); offset < length; offset += 64)
        {
            // A line that is not whole is looked at in a copy with blanks around it, so that the usual one needs no mask.
            byte* line = offset < 0 || offset > length - 64 ? Pad(text, offset, length, padded) : text + offset;
            ulong quote;
            ulong ends;
            ulong strings;
            while (true)
            {
                quote = TWidth.EqualBytes(line, (byte)'"');
                ends = TWidth.EqualBytes(line, (byte)'\n');
                strings = Parity(quote) ^ goesOn;
                ulong odd = ~(TWidth.Printable(line) | ends) | TWidth.EqualBytes(line, (byte)'\\') | (ends & strings);
                if (odd == 0)
                {
                    break;
                }

                ulong letters = TWidth.HighBits(line);
                high |= letters;
                odd &= ~letters & ~Returns(line, ends, offset <= length - 65 && text[offset + 64] == '\n');
                if (odd == 0)
                {
                    break;
                }

                length = offset + BitOperations.TrailingZeroCount(odd);
                line = Pad(text, offset, length, padded);
            }

            quotes += BitOperations.PopCount(quote);
            next += Write((TWidth.EqualBytes(line, (byte)',') & ~strings) | ends, offset, next);
            goesOn = (ulong)((long)strings >> 63);
        }

        return new JsonMarks((int)(next - marks), length, quotes, high == 0);
    }

    /// <summary>The part of a cache line that belongs to the text, with blanks around it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* Pad(byte* text, int offset, int length, byte* padded)
    {
        Span<byte> line = new(padded, 64);
        line.Fill((byte)' ');
        int first = Math.Max(offset, 0);
        new ReadOnlySpan<byte>(text + first, Math.Min(length, offset + 64) - first).CopyTo(line[(first - offset)..]);
        return padded;
    }

    /// <summary>The CRs that stand before an LF; few texts have them, and other control characters end the search.</summary>
    private static ulong Returns(byte* line, ulong ends, bool isEndBehind) =>
        TWidth.EqualBytes(line, (byte)'\r') & ((ends >> 1) | (isEndBehind ? 1UL << 63 : 0));

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
        if (typeof(TWidth) == typeof(Width512) && Avx512Vbmi2.IsSupported)
        {
            // The numbers of the bits move together, and eight of them become places at once.
            Vector512<byte> numbers = Avx512Vbmi2.Compress(Vector512<byte>.Zero, Spread(bits), Vector512<byte>.Indices);
            for (int i = 0; ;)
            {
                (Avx2.ConvertToVector256Int32(numbers.GetLower().GetLower()) + Vector256.Create(offset)).Store(places + i);
                i += Vector256<int>.Count;
                if (i >= count)
                {
                    return count;
                }

                numbers = Vector512.Shuffle(numbers, Vector512<byte>.Indices + Vector512.Create((byte)Vector256<int>.Count));
            }
        }

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

    /// <summary>A byte of ones for each bit that is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Spread(ulong bits)
    {
        var eights = Vector512.Create(0x0000000000000000, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303,
            0x0404040404040404, 0x0505050505050505, 0x0606060606060606, 0x0707070707070707).AsByte();
        Vector512<byte> bit = Vector512.Create(0x8040201008040201).AsByte();
        return Vector512.Equals(Avx512BW.Shuffle(Vector512.Create(bits).AsByte(), eights) & bit, bit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteNext(ref ulong bits, int offset, int* place)
    {
        *place = offset + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
    }
}
