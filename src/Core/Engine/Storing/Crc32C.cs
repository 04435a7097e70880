using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// CRC-32C (Castagnoli; reflected, initial value and final xor of all ones, as in RFC 3720): what guards every frame that is written to be
/// read after a crash. Eight bytes an instruction where the processor has one; each needs the one before, so that long inputs are summed in
/// three lanes at a time, where the processor cannot fold (the other part of this class). Law of lanes: the sum of bytes followed by n
/// others is the sum of the bytes followed by n zeros, xor the sum of the others begun with 0; and what n zeros do to a sum is linear, a
/// table of 256 for each of its bytes.
/// </summary>
internal static partial class Crc32C
{
    private const int LaneBytes = 1024;

    private static readonly uint[] s_behindOne = BehindZeros(LaneBytes);
    private static readonly uint[] s_behindTwo = BehindZeros(2 * LaneBytes);

    /// <summary>The sum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(uint.MaxValue, bytes);

    /// <summary>The sum of two pieces, one behind the other.</summary>
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => ~Add(Add(uint.MaxValue, first), second);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        if (CanFold && bytes.Length >= FoldedBytesMin)
        {
            crc = AddFolded(crc, bytes, out int done);
            bytes = bytes[done..];
        }

        return AddInLanes(crc, bytes);
    }

    /// <summary>The same on any processor.</summary>
    internal static uint AddInLanes(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 3 * LaneBytes)
        {
            (uint second, uint third) = (0, 0);
            ref readonly byte start = ref MemoryMarshal.GetReference(bytes);
            for (int at = 0; at < LaneBytes; at += sizeof(ulong))
            {
                crc = BitOperations.Crc32C(crc, EightAt(in start, at));
                second = BitOperations.Crc32C(second, EightAt(in start, at + LaneBytes));
                third = BitOperations.Crc32C(third, EightAt(in start, at + (2 * LaneBytes)));
            }

            crc = Behind(s_behindTwo, crc) ^ Behind(s_behindOne, second) ^ third;
            bytes = bytes[(3 * LaneBytes)..];
        }

        int i = 0;
        for (; i <= bytes.Length - sizeof(ulong); i += sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, Unsafe.ReadUnaligned<ulong>(in bytes[i]));
        }

        for (; i < bytes.Length; i++)
        {
            crc = BitOperations.Crc32C(crc, bytes[i]);
        }

        return crc;
    }

    private static ulong EightAt(ref readonly byte start, int at) =>
        Unsafe.ReadUnaligned<ulong>(in Unsafe.Add(ref Unsafe.AsRef(in start), at));

    private static uint Behind(uint[] zeros, uint crc) => zeros[crc & 0xFF] ^ zeros[0x100 + ((crc >> 8) & 0xFF)]
        ^ zeros[0x200 + ((crc >> 16) & 0xFF)] ^ zeros[0x300 + (crc >> 24)];

    /// <summary>What so many zeros do to a sum, by each of its bytes.</summary>
    private static uint[] BehindZeros(int count)
    {
        var table = new uint[4 * 256];
        for (int bit = 0; bit < 32; bit++)
        {
            uint crc = 1u << bit;
            for (int i = 0; i < count; i += sizeof(ulong))
            {
                crc = BitOperations.Crc32C(crc, 0UL);
            }

            int place = (bit / 8 * 256) + (1 << (bit % 8));
            int known = place & ~0xFF;
            for (int i = 0; i < 1 << (bit % 8); i++)
            {
                table[place + i] = table[known + i] ^ crc; // values of the lower bits stand there already
            }
        }

        return table;
    }
}
