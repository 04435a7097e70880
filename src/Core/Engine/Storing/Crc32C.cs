using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// CRC-32C (Castagnoli; reflected, initial value and final xor of all ones, as in RFC 3720): what guards every frame that is written to be
/// read after a crash. Eight bytes an instruction where the processor has one.
/// </summary>
internal static class Crc32C
{
    /// <summary>The sum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(uint.MaxValue, bytes);

    /// <summary>The sum of two pieces, one behind the other.</summary>
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => ~Add(Add(uint.MaxValue, first), second);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
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
}
