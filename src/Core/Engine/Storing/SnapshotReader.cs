using System.Runtime.CompilerServices;
using System.Text;

namespace HotStream;

/// <summary>Reads one section that a <see cref="SnapshotWriter"/> wrote. Whatever the bytes are, reading ends or throws.</summary>
/// <param name="section">The section.</param>
internal sealed class SnapshotReader(ReadOnlyMemory<byte> section)
{
    private int _at;

    /// <summary>Bytes not read yet.</summary>
    public int Left => section.Length - _at;

    public byte ReadByte() => Take(1)[0];

    /// <summary>The next byte, which stays unread.</summary>
    public byte PeekByte() => Left > 0 ? section.Span[_at] : throw Damaged();

    public long ReadLong() => Unsafe.ReadUnaligned<long>(in Take(sizeof(long))[0]);

    /// <summary>A length that <see cref="SnapshotWriter.WriteLength"/> wrote.</summary>
    /// <param name="least">Bytes that each of so many things takes at least: more than there can be is damage.</param>
    public int ReadLength(int least = 0)
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte part = ReadByte();
            value |= (uint)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (int)value >= 0 && (long)value * least <= Left ? (int)value : throw Damaged();
            }
        }

        throw Damaged();
    }

    public ReadOnlySpan<byte> ReadText() => Take(ReadLength(least: 1));

    public string ReadString() => Encoding.UTF8.GetString(ReadText());

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Left)
        {
            throw Damaged();
        }

        ReadOnlySpan<byte> taken = section.Span.Slice(_at, count);
        _at += count;
        return taken;
    }

    /// <summary>What is thrown for a section that cannot be what a writer wrote.</summary>
    public static InvalidDataException Damaged() => new("A section of the checkpoint ends early or holds a length that cannot be.");
}
