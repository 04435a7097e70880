using System.Buffers;
using System.Text;

namespace HotStream.Sinks;

/// <summary>A row of CSV as RFC 4180 defines it, without its end: fields parted by commas.</summary>
internal sealed class CsvEncoder<T>(CsvColumn<T>[] columns, bool neutralizeFormulas) : RecordEncoder<T>
{
    public override void Encode(in T record, IBufferWriter<byte> output)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            Separate(i, output);
            columns[i].Write(in record, output, neutralizeFormulas);
        }
    }

    /// <summary>Files of such rows: lines ended by CR LF, the first with the names of the columns.</summary>
    public RecordFormat<T> Format()
    {
        var header = new ArrayBufferWriter<byte>();
        for (int i = 0; i < columns.Length; i++)
        {
            Separate(i, header);
            CsvText.Write(Encoding.UTF8.GetBytes(columns[i].Name), header, neutralizeFormulas);
        }

        byte[] lineEnd = "\r\n"u8.ToArray();
        return new(".csv", this, lineEnd, [.. header.WrittenSpan, .. lineEnd]);
    }

    private static void Separate(int column, IBufferWriter<byte> output)
    {
        if (column > 0)
        {
            output.Write(","u8);
        }
    }
}
