using System.Text;
using CommunityToolkit.HighPerformance.Buffers;

namespace HotStream.Sinks;

/// <summary>CSV as RFC 4180 defines it: a header, fields parted by commas, lines ended by CR LF.</summary>
internal sealed class CsvFormat<T>(CsvColumn<T>[] columns) : RecordFormat<T>
{
    public override string Extension => ".csv";

    public override void WriteHeader(ArrayPoolBufferWriter<byte> output)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            Separate(i, output);
            CsvText.Write(Encoding.UTF8.GetBytes(columns[i].Name), output);
        }

        EndLine(output);
    }

    public override void Write(in T record, ArrayPoolBufferWriter<byte> output)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            Separate(i, output);
            columns[i].Write(in record, output);
        }

        EndLine(output);
    }

    private static void Separate(int column, ArrayPoolBufferWriter<byte> output)
    {
        if (column > 0)
        {
            output.GetSpan(1)[0] = (byte)',';
            output.Advance(1);
        }
    }

    private static void EndLine(ArrayPoolBufferWriter<byte> output)
    {
        "\r\n"u8.CopyTo(output.GetSpan(2));
        output.Advance(2);
    }
}
