using Npgsql;

namespace HotStream.Sinks;

/// <summary>A table as the server knows it, and the statements that write into it.</summary>
internal sealed class PostgresTable
{
    private const string Stage = "pg_temp.hotstream_stage";
    private const string RowNumber = "hotstream_row";

    private const string ReadName =
        "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        + "WHERE c.oid = to_regclass($1)";

    private const string ReadColumns =
        """
        WITH RECURSIVE base(column_number, type) AS (
            SELECT attnum, atttypid FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
            UNION ALL
            SELECT column_number, typbasetype FROM base JOIN pg_type t ON t.oid = type AND typtype = 'd')
        SELECT attname, t.oid, format_type(atttypid, atttypmod), typtype = 'e' OR typname = 'citext'
        FROM base JOIN pg_type t ON t.oid = type AND typtype <> 'd'
            JOIN pg_attribute ON attrelid = to_regclass($1) AND attnum = column_number
        """;

    private readonly Dictionary<string, PgType> _types;

    private PostgresTable(string name, Dictionary<string, PgType> types, IReadOnlyList<string> columns, PostgresOptions options)
    {
        Name = name;
        _types = types;
        string list = Quote(columns);
        IsKeyed = options.Key.Count > 0;
        Copy = IsKeyed ? $"COPY {Stage} ({RowNumber}, {list}) FROM STDIN (FORMAT binary)"
            : $"COPY {name} ({list}) FROM STDIN (FORMAT binary)";
        CreateStage =
            $"CREATE TEMP TABLE hotstream_stage ON COMMIT DELETE ROWS AS SELECT 0::bigint AS {RowNumber}, {list} FROM {name} WITH NO DATA";
        Upsert = IsKeyed ? UpsertOf(name, list, columns, options) : "";
    }

    /// <summary>Its name with its schema, quoted.</summary>
    public string Name { get; }

    /// <summary>Whether rows go through a staging table, and begin with their number.</summary>
    public bool IsKeyed { get; }

    /// <summary>Statement by which rows come in.</summary>
    public string Copy { get; }

    /// <summary>Makes the staging table of a connection.</summary>
    public string CreateStage { get; }

    /// <summary>Moves staged rows from number $1 up to, not including, $2 into the table.</summary>
    public string Upsert { get; }

    /// <summary>Asks the server.</summary>
    /// <exception cref="InvalidOperationException">The table, or a column of it, does not exist.</exception>
    public static async Task<PostgresTable> ReadAsync(NpgsqlConnection connection, PostgresOptions options,
        IReadOnlyList<string> columns, CancellationToken stop)
    {
        using var nameOf = new NpgsqlCommand(ReadName, connection) { Parameters = { new() { Value = options.Table } } };
        if (await nameOf.ExecuteScalarAsync(stop).ConfigureAwait(false) is not string name)
        {
            throw new InvalidOperationException($"Table {options.Table} does not exist in database {connection.Database}. Create it, or "
                + $"set {nameof(PostgresOptions)}.{nameof(PostgresOptions.Table)}.");
        }

        var types = new Dictionary<string, PgType>();
        using var columnsOf = new NpgsqlCommand(ReadColumns, connection) { Parameters = { new() { Value = options.Table } } };
        await using NpgsqlDataReader reader = await columnsOf.ExecuteReaderAsync(stop).ConfigureAwait(false);
        while (await reader.ReadAsync(stop).ConfigureAwait(false))
        {
            types.Add(reader.GetString(0), new PgType(reader.GetFieldValue<uint>(1), reader.GetString(2), reader.GetBoolean(3)));
        }

        foreach (string column in columns)
        {
            if (!types.ContainsKey(column))
            {
                throw new InvalidOperationException(
                    $"Table {name} has no column \"{column}\"; it has {string.Join(", ", types.Keys)}. Names are compared exactly.");
            }
        }

        return new PostgresTable(name, types, columns, options);
    }

    /// <summary>Type of a column.</summary>
    public PgType TypeOf(string column) => _types[column];

    private static string UpsertOf(string name, string list, IReadOnlyList<string> columns, PostgresOptions options)
    {
        var assignments = new List<string>();
        foreach (string column in columns)
        {
            if (!Contains(options.Key, column))
            {
                assignments.Add($"{Quote(column)} = EXCLUDED.{Quote(column)}");
            }
        }

        string key = Quote(options.Key);
        bool update = options.OnConflict == PostgresConflict.Update;
        string action = update && assignments.Count > 0 ? "UPDATE SET " + string.Join(", ", assignments) : "NOTHING";
        string winner = update ? "DESC" : "ASC";
        return $"INSERT INTO {name} ({list}) SELECT DISTINCT ON ({key}) {list} FROM {Stage} WHERE {RowNumber} >= $1 AND {RowNumber} < $2 "
            + $"ORDER BY {key}, {RowNumber} {winner} ON CONFLICT ({key}) DO {action}";
    }

    private static bool Contains(IReadOnlyList<string> names, string name)
    {
        foreach (string known in names)
        {
            if (known == name)
            {
                return true;
            }
        }

        return false;
    }

    private static string Quote(IReadOnlyList<string> names)
    {
        var quoted = new List<string>();
        foreach (string name in names)
        {
            quoted.Add(Quote(name));
        }

        return string.Join(", ", quoted);
    }

    private static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
