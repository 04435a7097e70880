using System.Text;
using CommunityToolkit.HighPerformance.Buffers;

namespace HotStream.Sinks;

/// <summary>Records as lines of text.</summary>
internal static class TextPartWriter
{
    private const int FlushBytes = 64 * 1024;

    public static void Write<T>(Stream file, Partition<T> partition)
    {
        using var buffer = new ArrayPoolBufferWriter<byte>(FlushBytes + 4096);
        foreach (ref readonly T record in partition.Span)
        {
            if (record is Utf8Slice text)
            {
                ReadOnlySpan<byte> bytes = text.Bytes;
                bytes.CopyTo(buffer.GetSpan(bytes.Length));
                buffer.Advance(bytes.Length);
            }
            else
            {
                Encoding.UTF8.GetBytes(RecordText.Format(record), buffer);
            }

            buffer.GetSpan(1)[0] = (byte)'\n';
            buffer.Advance(1);
            if (buffer.WrittenCount >= FlushBytes)
            {
                file.Write(buffer.WrittenSpan);
                buffer.Clear();
            }
        }

        file.Write(buffer.WrittenSpan);
    }
}
