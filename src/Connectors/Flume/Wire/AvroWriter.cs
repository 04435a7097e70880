using System.Buffers;

namespace HotStream.Flume;

/// <summary>Writes Avro's binary form.</summary>
internal static class AvroWriter
{
    private const int LongOctets = 10;

    public static void Long(IBufferWriter<byte> output, long value)
    {
        ulong zigzag = (ulong)((value << 1) ^ (value >> 63));
        Span<byte> octets = output.GetSpan(LongOctets);
        int count = 0;
        for (; zigzag >= 0x80; zigzag >>= 7)
        {
            octets[count++] = (byte)(zigzag | 0x80);
        }

        octets[count++] = (byte)zigzag;
        output.Advance(count);
    }

    /// <summary>Bytes or a text.</summary>
    public static void Bytes(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        Long(output, bytes.Length);
        output.Write(bytes);
    }

    public static void Octet(IBufferWriter<byte> output, byte octet) => output.Write([octet]);
}
