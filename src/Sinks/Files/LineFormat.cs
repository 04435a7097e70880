using System.Text;
using CommunityToolkit.HighPerformance.Buffers;

namespace HotStream.Sinks;

/// <summary>A line for each record: a slice as it is, everything else as <see cref="RecordText"/> prints it.</summary>
internal sealed class LineFormat<T> : RecordFormat<T>
{
    public override string Extension => ".txt";

    public override void Write(in T record, ArrayPoolBufferWriter<byte> output)
    {
        if (record is Utf8Slice text)
        {
            ReadOnlySpan<byte> bytes = text.Bytes;
            bytes.CopyTo(output.GetSpan(bytes.Length));
            output.Advance(bytes.Length);
        }
        else
        {
            Encoding.UTF8.GetBytes(RecordText.Format(record), output);
        }

        output.GetSpan(1)[0] = (byte)'\n';
        output.Advance(1);
    }
}
