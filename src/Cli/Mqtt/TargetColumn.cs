using System.Buffers.Text;
using System.Globalization;
using Npgsql;

namespace HotStream.Cli;

/// <summary>A column of an existing table, and what is put into it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as the server prints it.</param>
internal sealed record TargetColumn(string Name, string Type)
{
    /// <summary>Whether it takes something of the message itself, not a field of its payload.</summary>
    public bool IsMessage => Name is "topic" or "payload";

    /// <summary>The columns of a table that we fill: those whose values are not made by the server, and not <c>received</c>, which is a default.</summary>
    public static async Task<List<TargetColumn>> ReadAsync(NpgsqlDataSource source, string table, CancellationToken stop)
    {
        using NpgsqlCommand read = source.CreateCommand(
            "SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute "
            + "WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity <> 'a' AND attname <> 'received' ORDER BY attnum");
        read.Parameters.AddWithValue(table);
        var columns = new List<TargetColumn>();
        NpgsqlDataReader rows = await read.ExecuteReaderAsync(stop).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            while (await rows.ReadAsync(stop).ConfigureAwait(false))
            {
                columns.Add(new TargetColumn(rows.GetString(0), rows.GetString(1)));
            }
        }

        return columns.Count <= MessageRow.FieldsMax
            ? columns
            : throw new IOException($"Table {table} has {columns.Count} columns; up to {MessageRow.FieldsMax} can be filled. Give a view of those that are needed.");
    }

    /// <summary>Refuses a record whose field cannot go into this column.</summary>
    public void Check(FieldRow row, int field)
    {
        switch (Type)
        {
            case "bigint" or "integer" or "smallint":
                row.GetInt64(field);
                break;
            case "double precision" or "real" or "numeric":
                row.GetDouble(field);
                break;
            case "boolean":
                row.GetBoolean(field);
                break;
            case "timestamp with time zone" or "timestamp without time zone" when ParseTime(row.GetText(field)) is null:
                row.Reject($"Field {Name} is {row.GetText(field)}, expected a time such as 2026-01-31T12:00:00Z.");
                break;
        }
    }

    /// <summary>Fills the column.</summary>
    public void AddTo(PostgresColumns<MessageRow> columns, int field)
    {
        if (IsMessage)
        {
            bool isTopic = Name == "topic";
            columns.Add(Name, row => isTopic ? row.Topic : row.Payload);
            return;
        }

        switch (Type)
        {
            case "bigint" or "integer" or "smallint":
                columns.Add(Name, row => row.Get(field) is { } text && text.TryParse(out long number) ? number : default(long?));
                break;
            case "double precision" or "real":
                columns.Add(Name, row => row.Get(field) is { } text && text.TryParse(out double number) ? number : default(double?));
                break;
            case "numeric":
                columns.Add(Name, row => row.Get(field) is { } text && Utf8Parser.TryParse(text.Bytes, out decimal number, out _) ? number : default(decimal?));
                break;
            case "boolean":
                columns.Add(Name, row => row.Get(field) is { } text ? text.Equals("true"u8) : default(bool?));
                break;
            case "timestamp with time zone":
                columns.Add(Name, row => row.Get(field) is { } text ? ParseTime(text) : null);
                break;
            case "timestamp without time zone":
                columns.Add(Name, row => row.Get(field) is { } text ? ParseTime(text)?.DateTime : null);
                break;
            default:
                columns.Add(Name, row => row.Get(field));
                break;
        }
    }

    private static DateTimeOffset? ParseTime(Utf8Slice text) =>
        (Utf8Parser.TryParse(text.Bytes, out DateTimeOffset time, out int used, 'O') && used == text.Length)
        || DateTimeOffset.TryParse(text.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)
            ? time
            : null;
}
