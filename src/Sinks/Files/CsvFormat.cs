using System.Text;

namespace HotStream.Sinks;

/// <summary>CSV as RFC 4180 defines it: a header, fields parted by commas, lines ended by CR LF.</summary>
internal sealed class CsvFormat<T>(CsvColumn<T>[] columns, bool neutralizeFormulas) : RecordFormat<T>
{
    public override string Extension => ".csv";

    public override void WriteHeader(ByteBuffer output)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            Separate(i, output);
            CsvText.Write(Encoding.UTF8.GetBytes(columns[i].Name), output, neutralizeFormulas);
        }

        EndLine(output);
    }

    protected override void Write(in T record, ByteBuffer output)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            Separate(i, output);
            columns[i].Write(in record, output, neutralizeFormulas);
        }

        EndLine(output);
    }

    private static void Separate(int column, ByteBuffer output)
    {
        if (column > 0)
        {
            output.WriteByte((byte)',');
        }
    }

    private static void EndLine(ByteBuffer output) => output.Write("\r\n"u8);
}
