using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// The documented hash by which keys are dealt to partitions: the same in every process and on every processor, so that a partition's
/// state can be found again after a restart or on another machine.
/// Text up to 12 bytes: CRC-32C (seed 0) over its length as 32-bit little-endian followed by the bytes padded with zeros to 12. Longer
/// text: CRC-32C over the 64-bit length, then over the bytes padded with zeros to a multiple of 8. Whole numbers, characters, truth values,
/// enums and time spans: CRC-32C over the value zero-extended to 64 bits. Strings of any length: as longer text, over the bytes of their
/// UTF-16 code units. Other types: CRC-32C over <see cref="object.GetHashCode"/>, stable only as far as that is.
/// </summary>
public static class StableHash
{
    /// <summary>The hash of a text.</summary>
    /// <param name="text">The text.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(Utf8Slice text) => text.IsInline
        ? BitOperations.Crc32C(BitOperations.Crc32C(0, text.Head), text.Tail)
        : OfLong(text.Bytes);

    /// <summary>The hash of a key of any type.</summary>
    /// <typeparam name="TKey">Type of the key.</typeparam>
    /// <param name="key">The key.</param>
    public static uint Of<TKey>(TKey key)
    {
        if (typeof(TKey) == typeof(Utf8Slice))
        {
            return Of(Unsafe.As<TKey, Utf8Slice>(ref key));
        }

        if (KeyTraits<TKey>.IsWord)
        {
            return BitOperations.Crc32C(0, KeyTraits<TKey>.ToWord(key));
        }

        return key is string text ? OfLong(MemoryMarshal.AsBytes(text.AsSpan()))
            : BitOperations.Crc32C(0, key is null ? 0UL : (uint)key.GetHashCode());
    }

    /// <summary>The partition a hash belongs to: its high bits, because tables index by the low ones.</summary>
    /// <param name="hash">A stable hash.</param>
    /// <param name="partitions">Number of partitions.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Partition(uint hash, int partitions) => (int)((ulong)hash * (uint)partitions >> 32);

    internal static uint OfLong(ReadOnlySpan<byte> bytes)
    {
        uint hash = BitOperations.Crc32C(0, (ulong)bytes.Length);
        int i = 0;
        for (; i <= bytes.Length - 8; i += 8)
        {
            hash = BitOperations.Crc32C(hash, Unsafe.ReadUnaligned<ulong>(in bytes[i]));
        }

        if (i < bytes.Length)
        {
            Span<byte> tail = stackalloc byte[8];
            tail.Clear();
            bytes[i..].CopyTo(tail);
            hash = BitOperations.Crc32C(hash, Unsafe.ReadUnaligned<ulong>(in tail[0]));
        }

        return hash;
    }
}
