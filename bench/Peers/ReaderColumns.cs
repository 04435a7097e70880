using System.Text.Json;

namespace HotStream.Bench;

/// <summary>
/// All fields of a file of JSON into columns by the framework's reader: the same work as a scan, without strings. Texts are copied, as
/// the reader gives them without their escapes only so.
/// </summary>
internal sealed class ReaderColumns
{
    private const int Rows = 1024;

    private static readonly byte[][] s_names =
        [.. new[] { "id", "ts", "ok", "celsius", "humidity", "lat", "lon", "device", "city", "note" }
            .Select(System.Text.Encoding.UTF8.GetBytes)];

    private readonly long[] _id = new long[Rows];
    private readonly long[] _ts = new long[Rows];
    private readonly double[][] _numbers = [new double[Rows], new double[Rows], new double[Rows], new double[Rows]];
    private readonly bool[] _ok = new bool[Rows];
    private readonly int[][] _textEnds = [new int[Rows], new int[Rows], new int[Rows]];
    private readonly byte[] _texts = new byte[1 << 20];
    private int _row;
    private int _used;
    private long _count;
    private long _sum;

    public static JobOutcome Run(FrameJson json)
    {
        var columns = new ReaderColumns();
        columns.Read(json.Path);
        return new JobOutcome(json.Rows, () =>
            FrameRows.Add(default, "all", columns._count, columns._sum, 0, 0) with { Total = json.Rows });
    }

    private void Read(string path)
    {
        using var file = File.OpenRead(path);
        var buffer = new byte[1 << 20];
        var (start, end) = (0, 0);
        for (var read = -1; read != 0; end += read)
        {
            for (int length; (length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
                ReadLine(buffer.AsSpan(start, length));
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            read = file.Read(buffer.AsSpan(end));
        }

        Fold();
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = -1;
            for (var i = 0; i < s_names.Length && column < 0; i++)
                column = reader.ValueTextEquals(s_names[i]) ? i : -1;
            reader.Read();
            switch (column)
            {
                case 0:
                    _id[_row] = reader.GetInt64();
                    break;
                case 1:
                    _ts[_row] = reader.GetInt64();
                    break;
                case 2:
                    _ok[_row] = reader.GetBoolean();
                    break;
                case < 7:
                    _numbers[column - 3][_row] = reader.GetDouble();
                    break;
                default:
                    _used += reader.CopyString(_texts.AsSpan(_used));
                    _textEnds[column - 7][_row] = _used;
                    break;
            }

            _count += column == 1 ? 0 : 1;
        }

        if (++_row == Rows)
            Fold();
    }

    private void Fold()
    {
        foreach (var ts in _ts.AsSpan(0, _row))
            _sum += ts;
        (_row, _used) = (0, 0);
    }
}
