using System.Text;

namespace HotStream.Sinks;

/// <summary>A line for each record: a slice as it is, everything else as <see cref="RecordText"/> prints it.</summary>
internal sealed class LineFormat<T> : RecordFormat<T>
{
    public override string Extension => ".txt";

    protected override void Write(in T record, ByteBuffer output)
    {
        if (record is Utf8Slice text)
        {
            output.Write(text.Bytes);
        }
        else
        {
            Encoding.UTF8.GetBytes(RecordText.Format(record), output);
        }

        output.WriteByte((byte)'\n');
    }
}
