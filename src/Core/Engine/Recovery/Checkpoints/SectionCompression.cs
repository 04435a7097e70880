using System.Buffers.Binary;
using System.IO.Compression;

namespace HotStream;

/// <summary>
/// Sections of checkpoints, compressed where it makes them smaller by an eighth: length (32 bits), then Brotli of the fastest quality,
/// which halves columns of numbers and keys at a few hundred MB/s.
/// </summary>
internal static class SectionCompression
{
    private const int Fastest = 0;
    private const int Window = 18;
    private const int LeastLength = 256;

    /// <summary>Compresses a section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="buffer">Of <see cref="SnapshotWriter.Pool"/>, or empty; exchanged for a longer one where that is needed.</param>
    /// <returns>What to store; empty when it does not pay.</returns>
    public static ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> section, ref byte[] buffer)
    {
        int most = section.Length - (section.Length / 8);
        if (section.Length < LeastLength)
        {
            return default;
        }

        if (buffer.Length < most)
        {
            SnapshotWriter.Pool.Return(buffer);
            buffer = SnapshotWriter.Pool.Rent(section.Length);
        }

        BinaryPrimitives.WriteInt32LittleEndian(buffer, section.Length);
        return BrotliEncoder.TryCompress(section, buffer.AsSpan(sizeof(int), most - sizeof(int)), out int written, Fastest, Window)
            ? buffer.AsSpan(0, sizeof(int) + written) : default;
    }

    /// <summary>The section that was compressed.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static byte[] Expand(ReadOnlyMemory<byte> stored)
    {
        if (stored.Length < sizeof(int)
            || BinaryPrimitives.ReadInt32LittleEndian(stored.Span) is not (>= 0 and <= Frame.PayloadMax and int length))
        {
            throw SnapshotReader.Damaged();
        }

        byte[] section = new byte[length];
        return BrotliDecoder.TryDecompress(stored.Span[sizeof(int)..], section, out int written) && written == length
            ? section : throw SnapshotReader.Damaged();
    }
}
