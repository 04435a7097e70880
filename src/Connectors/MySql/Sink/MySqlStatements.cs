using System.Text;
using MySqlConnector;

namespace HotStream.MySql;

/// <summary>The statements of a sink, and how many rows one may have. Immutable.</summary>
internal sealed class MySqlStatements
{
    /// <summary>Bytes of a statement, unless a single row has more: many rows a round trip, and little to hold.</summary>
    private const long Target = 1 << 20;

    private const int RowsMax = 1000;

    private readonly string _head;
    private readonly string _row;
    private readonly string _tail;
    private readonly int _columns;

    public MySqlStatements(MySqlName table, IReadOnlyList<string> columns, IReadOnlyList<string> key, MySqlConflict onConflict)
    {
        string[] names = [.. columns.Select(MySqlName.Quote)];
        _columns = names.Length;
        _head = $"INSERT INTO {table.Quoted} ({string.Join(", ", names)}) VALUES ";
        _row = $"({string.Join(",", Enumerable.Repeat("?", names.Length))})";
        string first = key.Count == 0 ? "" : MySqlName.Quote(key[0]);
        IEnumerable<string> set = onConflict == MySqlConflict.Ignore ? [$"{first} = {first}"]
            : names.Select(name => $"{name} = VALUES({name})");
        _tail = key.Count == 0 ? "" : " ON DUPLICATE KEY UPDATE " + string.Join(", ", set);
    }

    /// <summary>The statement for some rows, with a place for each value.</summary>
    public string Of(int rows)
    {
        var text = new StringBuilder(_head, _head.Length + _tail.Length + (rows * (_row.Length + 1)));
        for (int i = 0; i < rows; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(_row);
        }

        return text.Append(_tail).ToString();
    }

    /// <summary>How many of the rows from one on go into a statement, at least one.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="from">The first.</param>
    /// <param name="to">The one behind the last.</param>
    /// <param name="packetMax">What the server takes, in bytes.</param>
    /// <exception cref="MySqlRowTooLargeException">The server does not take the first one alone.</exception>
    public int CountOf(DatabaseRows rows, int from, int to, long packetMax)
    {
        long bytes = Encoding.UTF8.GetByteCount(_head) + Encoding.UTF8.GetByteCount(_tail) + 16;
        long limit = Math.Min(Target, packetMax);
        int count = 0;
        for (; from + count < to && count < RowsMax; count++)
        {
            long row = 3 + _columns;
            foreach (object value in rows[from + count])
            {
                row += BytesOf(value);
            }

            if (count == 0 && bytes + row > packetMax)
            {
                throw new MySqlRowTooLargeException(bytes + row, packetMax);
            }

            if (count > 0 && bytes + row > limit)
            {
                break;
            }

            bytes += row;
        }

        return count;
    }

    /// <summary>At least as many bytes as a value takes in the text of a statement: quotes and backslashes are doubled.</summary>
    private static long BytesOf(object value) => value switch
    {
        string text => Encoding.UTF8.GetByteCount(text) + text.AsSpan().Count('\'') + text.AsSpan().Count('\\') + 2,
        byte[] bytes => BytesOf(bytes.AsSpan()),
        ReadOnlyMemory<byte> bytes => BytesOf(bytes.Span),
        Memory<byte> bytes => BytesOf(bytes.Span),
        _ => 48, // a moment with its function's name
    };

    private static long BytesOf(ReadOnlySpan<byte> bytes) => bytes.Length + bytes.Count((byte)'\'') + bytes.Count((byte)'\\')
        + "_binary''".Length;
}
