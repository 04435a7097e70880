using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace HotStream;

/// <summary>
/// A hash keyed by 256 random bits drawn when the process starts: the folded 128-bit product of two words, each disguised by a secret.
/// CRC-32C is linear, so that keys which collide can be written down in advance; against this hash they cannot.
/// </summary>
internal static class KeyedMix
{
    private static readonly ulong s_first = Draw();
    private static readonly ulong s_second = Draw();
    private static readonly ulong s_third = Draw();
    private static readonly ulong s_fourth = Draw();

    public static uint Of(ulong low, ulong high)
    {
        ulong mixed = Fold(low ^ s_first, high ^ s_second);
        return (uint)(Fold(mixed ^ s_third, s_fourth) >> 16);
    }

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        ulong state = (ulong)bytes.Length ^ s_fourth;
        int i = 0;
        for (; i <= bytes.Length - 16; i += 16)
        {
            state =
                Fold(state ^ Unsafe.ReadUnaligned<ulong>(in bytes[i]) ^ s_first, Unsafe.ReadUnaligned<ulong>(in bytes[i + 8]) ^ s_second);
        }

        if (i < bytes.Length)
        {
            Span<byte> tail = stackalloc byte[16];
            tail.Clear();
            bytes[i..].CopyTo(tail);
            state = Fold(state ^ Unsafe.ReadUnaligned<ulong>(in tail[0]) ^ s_first, Unsafe.ReadUnaligned<ulong>(in tail[8]) ^ s_second);
        }

        return (uint)(Fold(state ^ s_third, s_fourth) >> 16);
    }

    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }

    private static ulong Draw() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1;
}
