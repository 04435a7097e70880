using System.Buffers.Binary;

namespace HotStream;

/// <summary>
/// The unit of every file that is read after a crash. Law: length of the payload (32 bits, little-endian), CRC-32C over that length and the
/// payload (32 bits), payload. A file is frames end to end; a frame that is cut off or does not check ends what can be trusted of a file.
/// </summary>
internal static class Frame
{
    /// <summary>Bytes before a payload.</summary>
    public const int HeaderBytes = 8;

    /// <summary>The longest payload; a length beyond it is damage.</summary>
    public const int PayloadMax = 64 * 1024 * 1024;

    /// <summary>Makes the eight bytes before a payload.</summary>
    /// <param name="first">The payload's beginning.</param>
    /// <param name="second">The rest of it.</param>
    /// <param name="header">Room for <see cref="HeaderBytes"/>.</param>
    public static void MakeHeader(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> header)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, first.Length + second.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Crc32C.Of(header[..4]) ^ Crc32C.Of(first, second));
    }

    /// <summary>What is added to the sums of frames that check in one file only, which begins at a position of its own.</summary>
    public static uint SumOf(long position)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, position);
        return Crc32C.Of(bytes);
    }

    /// <summary>Adds something to the sum in a header; once more takes it away.</summary>
    public static void Bind(Span<byte> header, uint sum) =>
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) ^ sum);

    /// <summary>The same for frames that lie end to end.</summary>
    public static void BindAll(Span<byte> frames, uint sum)
    {
        while (frames.Length > 0)
        {
            Bind(frames, sum);
            frames = frames[(HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(frames))..];
        }
    }

    /// <summary>Writes a frame.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="first">The payload's beginning.</param>
    /// <param name="second">The rest of it.</param>
    public static void Write(Stream file, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        MakeHeader(first, second, header);
        file.Write(header);
        file.Write(first);
        file.Write(second);
    }

    /// <summary>Reads the frame at the beginning of some bytes.</summary>
    /// <param name="bytes">The rest of a file.</param>
    /// <param name="payload">What the frame holds.</param>
    /// <param name="bound">What was added to its sum.</param>
    /// <returns>Bytes of the whole frame; 0 when there is no frame that checks.</returns>
    public static int TryRead(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload, uint bound = 0)
    {
        payload = default;
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadInt32LittleEndian(bytes) is not (>= 0 and <= PayloadMax and int length)
            || bytes.Length - HeaderBytes < length)
        {
            return 0;
        }

        ReadOnlySpan<byte> read = bytes.Slice(HeaderBytes, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != (Crc32C.Of(bytes[..4]) ^ Crc32C.Of(read) ^ bound))
        {
            return 0;
        }

        payload = read;
        return HeaderBytes + length;
    }
}
