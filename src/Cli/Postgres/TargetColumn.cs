using Npgsql;

namespace HotStream.Cli;

/// <summary>A column of an existing table, and what is put into it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">Its type, as the server prints it.</param>
/// <param name="Type">What it takes of a field; null when nothing can be put into it exactly.</param>
internal sealed record TargetColumn(string Name, string TypeName, ColumnType? Type)
{
    private const string Columns =
        """
        WITH RECURSIVE base(number, type, modifier) AS (
            SELECT attnum, atttypid, atttypmod FROM pg_attribute
            WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
                AND attgenerated = '' AND attidentity <> 'a' AND attname <> 'received'
            UNION ALL
            SELECT number, typbasetype, typtypmod FROM base JOIN pg_type t ON t.oid = type AND typtype = 'd')
        SELECT attname::text, format_type(atttypid, atttypmod), typname::text, modifier, typtype = 'e'
        FROM base JOIN pg_type t ON t.oid = type AND typtype <> 'd' JOIN pg_attribute ON attrelid = to_regclass($1) AND attnum = number
        ORDER BY attnum
        """;

    /// <summary>Whether it takes something of the message itself, not a field of its payload.</summary>
    public bool IsMessage => Name is "topic" or "payload";

    /// <summary>
    /// The columns of a table that we fill: those whose values are not made by the server, and not <c>received</c>, which is a default.
    /// </summary>
    /// <exception cref="IOException">A column cannot be filled; the message says what to do.</exception>
    public static async Task<List<TargetColumn>> ReadAsync(NpgsqlDataSource source, string table,
        PayloadFormat format, CancellationToken stop)
    {
        using NpgsqlCommand read = source.CreateCommand(Columns);
        read.Parameters.AddWithValue(table);
        var columns = new List<TargetColumn>();
        NpgsqlDataReader rows = await read.ExecuteReaderAsync(stop).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            while (await rows.ReadAsync(stop).ConfigureAwait(false))
            {
                columns.Add(new TargetColumn(rows.GetString(0), rows.GetString(1),
                    ColumnTypes.Of(rows.GetString(2), rows.GetInt32(3), rows.GetBoolean(4))));
            }
        }

        columns.ForEach(column => column.ThrowIfUnfit(table, format));
        return columns.Count <= MessageRow.FieldsMax
            ? columns
            : throw new IOException($"Table {PlainText.Of(table)} has {columns.Count} columns; up to {MessageRow.FieldsMax} can be "
            + "filled. Give a table of those that are needed.");
    }

    /// <summary>The field of a record as this column takes it; one that does not fit refuses the record.</summary>
    public Utf8Slice Take(FieldRow row, int field)
    {
        Utf8Slice text = Type!.IsJson ? row.GetJson(field) : row.GetText(field);
        if (!Type.Takes(text))
        {
            row.Reject($"Field {PlainText.Of(Name)} is {PlainText.Of(text.Bytes, 64)}, expected {Type.Expected}: column "
                + $"{PlainText.Of(Name)} is {TypeName}.");
        }

        return text;
    }

    /// <summary>Fills the column.</summary>
    public void AddTo(PostgresColumns<MessageRow> columns, int field)
    {
        if (!IsMessage)
        {
            Type!.AddTo(columns, Name, field);
        }
        else if (Name == "topic")
        {
            columns.Add(Name, row => row.Topic);
        }
        else
        {
            columns.Add(Name, row => row.Payload);
        }
    }

    private void ThrowIfUnfit(string table, PayloadFormat format)
    {
        string where = $"Column {PlainText.Of(Name)} of table {PlainText.Of(table)} is {TypeName}";
        bool isText = Type is ColumnType<Utf8Slice> { IsJson: false };
        if (Name == "topic" && !isText)
        {
            throw new IOException($"{where}, and takes the topic: make it text, or give it another name.");
        }

        if (Name == "payload" && !isText && TypeName != "bytea" && (Type is not { IsJson: true } || format == PayloadFormat.Text))
        {
            throw new IOException(Type is { IsJson: true }
                ? $"{where}, and takes whole messages, which are any text: say --json or --single-quoted, or make it text or bytea."
                : $"{where}, and takes whole messages: make it jsonb, text or bytea, or give it another name.");
        }

        if (!IsMessage && Type is null)
        {
            throw new IOException(
                $"{where}, and no field can be put into that without guessing: make it text or jsonb, let the server fill it (GENERATED "
                + "ALWAYS), or give a table without it.");
        }
    }
}
