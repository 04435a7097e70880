using System.Buffers;
using System.Text;

namespace HotStream;

/// <summary>Characters of UTF-8: code points, counted where Spark counts characters. Bytes that are no UTF-8 count one each.</summary>
internal static class Characters
{
    public static int Count(ReadOnlySpan<byte> text)
    {
        int continuing = 0;
        foreach (byte b in text)
        {
            continuing += (b & 0xC0) == 0x80 ? 1 : 0;
        }

        return text.Length - continuing;
    }

    /// <summary>The byte at which a character begins, counted from 0; the text's length when there are not so many.</summary>
    public static int PlaceOf(ReadOnlySpan<byte> text, int character)
    {
        int at = 0;
        for (; at < text.Length; at++)
        {
            if ((text[at] & 0xC0) != 0x80 && character-- == 0)
            {
                return at;
            }
        }

        return at;
    }

    /// <summary>SQL's substring: places count from 1, from the end when negative, and 0 is as 1.</summary>
    public static Utf8Slice Substring(Utf8Slice text, int start, int length)
    {
        ReadOnlySpan<byte> bytes = text.Bytes;
        int count = Count(bytes);
        long first = start > 0 ? start - 1 : start < 0 ? (long)count + start : 0;
        long end = Math.Min(first + Math.Max(0, (long)length), count);
        first = Math.Max(0, first);
        if (end <= first)
        {
            return default;
        }

        int from = PlaceOf(bytes, (int)first);
        return text.Substring(from, PlaceOf(bytes[from..], (int)(end - first)));
    }

    /// <summary>The text with every character mapped, letters that have no other case as they are.</summary>
    public static Utf8Slice Map(Utf8Slice text, Utf8Arena texts, Func<Rune, Rune> map, Func<byte, byte> mapAscii)
    {
        ReadOnlySpan<byte> bytes = text.Bytes;
        byte[] rented = ArrayPool<byte>.Shared.Rent((bytes.Length * 3) + 4);
        int length = 0;
        for (int at = 0; at < bytes.Length;)
        {
            if (bytes[at] < 0x80)
            {
                rented[length++] = mapAscii(bytes[at++]);
                continue;
            }

            if (Rune.DecodeFromUtf8(bytes[at..], out Rune rune, out int used) == OperationStatus.Done)
            {
                length += map(rune).EncodeToUtf8(rented.AsSpan(length));
            }
            else
            {
                bytes.Slice(at, used).CopyTo(rented.AsSpan(length));
                length += used;
            }

            at += used;
        }

        Utf8Slice mapped = texts.Add(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return mapped;
    }
}
