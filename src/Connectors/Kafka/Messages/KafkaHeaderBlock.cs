using System.Buffers.Binary;

namespace HotStream.Kafka;

/// <summary>
/// How headers lie in memory: one behind the other, each as the length of its name, the length of its value or -1 for none, name, value.
/// No bytes are no headers. The same where records are read, in the write-ahead log, and where they are written.
/// </summary>
internal static class KafkaHeaderBlock
{
    /// <summary>Bytes in front of a name.</summary>
    public const int Lengths = 2 * sizeof(int);

    private const int None = -1;

    /// <summary>Bytes that a header takes.</summary>
    public static long SizeOf(long name, long value) => Lengths + name + value;

    /// <summary>Writes a header.</summary>
    /// <param name="block">Where to; has room for it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="hasValue">Whether it has one.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> block, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool hasValue)
    {
        BinaryPrimitives.WriteInt32LittleEndian(block, name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(block[sizeof(int)..], hasValue ? value.Length : None);
        name.CopyTo(block[Lengths..]);
        value.CopyTo(block[(Lengths + name.Length)..]);
        return Lengths + name.Length + value.Length;
    }

    /// <summary>Finds where the header's name and value are that begins at an offset.</summary>
    /// <returns>Where the next one begins.</returns>
    public static int Read(ReadOnlySpan<byte> block, int start, out Range name, out Range value, out bool hasValue)
    {
        int nameLength = BinaryPrimitives.ReadInt32LittleEndian(block[start..]);
        int valueLength = BinaryPrimitives.ReadInt32LittleEndian(block[(start + sizeof(int))..]);
        hasValue = valueLength != None;
        int nameEnd = start + Lengths + nameLength;
        int end = nameEnd + Math.Max(valueLength, 0);
        name = (start + Lengths)..nameEnd;
        value = nameEnd..end;
        return end;
    }
}
