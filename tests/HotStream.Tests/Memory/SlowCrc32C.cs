using System.Buffers.Binary;

namespace HotStream.Tests.Memory;

/// <summary>
/// The documented hash, written from its description a bit at a time: CRC-32C (Castagnoli, reflected, polynomial 0x82F63B78, seed 0, no
/// final inversion).
/// </summary>
internal static class SlowCrc32C
{
    public static uint OfText(ReadOnlySpan<byte> text)
    {
        if (text.Length <= 12)
        {
            Span<byte> padded = stackalloc byte[16];
            padded.Clear();
            BinaryPrimitives.WriteInt32LittleEndian(padded, text.Length);
            text.CopyTo(padded[4..]);
            return Of(0, padded);
        }

        return OfLongForm(text);
    }

    public static uint OfString(string text)
    {
        var bytes = new byte[text.Length * 2];
        for (int i = 0; i < text.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), text[i]);
        }

        return OfLongForm(bytes);
    }

    public static uint OfWord(ulong word)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, word);
        return Of(0, bytes);
    }

    private static uint OfLongForm(ReadOnlySpan<byte> text)
    {
        var padded = new byte[8 + ((text.Length + 7) / 8 * 8)];
        BinaryPrimitives.WriteInt64LittleEndian(padded, text.Length);
        text.CopyTo(padded.AsSpan(8));
        return Of(0, padded);
    }

    public static uint Of(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78u : crc >> 1;
            }
        }

        return crc;
    }
}
