using System.Buffers;
using System.Text;

namespace HotStream.Sinks;

/// <summary>Rows of texts as lines: of one column as they stand, of several with separators and quotes.</summary>
internal sealed class TextRows(IReadOnlyList<string>? columns, bool hasHeader, string separator)
{
    private readonly byte[] _separator = Encoding.UTF8.GetBytes(separator);
    private readonly SearchValues<byte> _special =
        SearchValues.Create([.. Encoding.UTF8.GetBytes(separator), (byte)'"', (byte)'\r', (byte)'\n']);

    public void WriteHeader(IBufferWriter<byte> output)
    {
        if (columns is null || !hasHeader)
        {
            return;
        }

        for (int i = 0; i < columns.Count; i++)
        {
            output.Write(i == 0 ? default : _separator);
            WriteField(Encoding.UTF8.GetBytes(columns[i]), output);
        }

        output.Write("\n"u8);
    }

    public void Write(ColumnBatch batch, IBufferWriter<byte> output)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            int row = batch.PlaceOf(i);
            for (int at = 0; at < batch.Columns.Length; at++)
            {
                ColumnVector column = batch.Columns[at];
                output.Write(at == 0 ? default : _separator);
                if (column.IsNull(row))
                {
                    continue;
                }

                Utf8Slice text = column.Values<Utf8Slice>()[row];
                if (columns is null)
                {
                    output.Write(text.Bytes);
                }
                else
                {
                    WriteField(text.Bytes, output);
                }
            }

            output.Write("\n"u8);
        }
    }

    private void WriteField(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (text.Length > 0 && !text.ContainsAny(_special))
        {
            output.Write(text);
            return;
        }

        output.Write("\""u8);
        while (text.IndexOf((byte)'"') is int quote and >= 0)
        {
            output.Write(text[..(quote + 1)]);
            output.Write("\""u8);
            text = text[(quote + 1)..];
        }

        output.Write(text);
        output.Write("\""u8);
    }
}
