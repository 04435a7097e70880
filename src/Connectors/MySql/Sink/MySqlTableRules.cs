using System.Globalization;
using MySqlConnector;

namespace HotStream.MySql;

/// <summary>What a table must be like, asked of the server before anything is written.</summary>
internal static class MySqlTableRules
{
    /// <summary>Refuses a table that is not there, or has not all columns.</summary>
    public static async Task CheckColumnsAsync(MySqlConnection connection, MySqlName table, IReadOnlyList<string> columns,
        CancellationToken stop)
    {
        using MySqlCommand find = Ask(connection, table, "SELECT column_name FROM information_schema.columns "
            + "WHERE table_schema = COALESCE(@database, DATABASE()) AND table_name = @table");
        var there = new List<string>();
        await using (MySqlDataReader reader = await find.ExecuteReaderAsync(stop).ConfigureAwait(false))
        {
            while (await reader.ReadAsync(stop).ConfigureAwait(false))
            {
                there.Add(reader.GetString(0));
            }
        }

        if (there.Count == 0)
        {
            throw new InvalidOperationException($"There is no table {table.Quoted}, or this user has no right to it. Create it, grant "
                + "INSERT and SELECT (and UPDATE with a key), or correct the database in the connection string.");
        }

        foreach (string column in columns)
        {
            if (!Has(there, column))
            {
                throw new InvalidOperationException($"Table {table.Quoted} has no column {MySqlName.Quote(PlainText.Of(column))}. "
                    + $"It has {PlainText.Of(string.Join(", ", there))}.");
            }
        }
    }

    /// <summary>Refuses a table whose engine has no transactions: what fails half-way would stay.</summary>
    public static async Task CheckEngineAsync(MySqlConnection connection, MySqlName table, string option, CancellationToken stop)
    {
        using MySqlCommand find = Ask(connection, table, "SELECT t.engine, e.transactions FROM information_schema.tables t "
            + "LEFT JOIN information_schema.engines e ON e.engine = t.engine WHERE t.table_schema = COALESCE(@database, DATABASE()) "
            + "AND t.table_name = @table");
        await using MySqlDataReader reader = await find.ExecuteReaderAsync(stop).ConfigureAwait(false);
        if (await reader.ReadAsync(stop).ConfigureAwait(false) && !reader.IsDBNull(0)
            && (reader.IsDBNull(1) || reader.GetString(1) != "YES"))
        {
            throw new InvalidOperationException($"Table {table.Quoted} is in the engine {reader.GetString(0)}, which has no transactions, "
                + $"so no batch could be taken back. ALTER TABLE {table.Quoted} ENGINE=InnoDB, or change {nameof(MySqlOptions)}.{option}.");
        }
    }

    /// <summary>
    /// Refuses a table without a unique index on exactly the key, and one with another: <c>ON DUPLICATE KEY UPDATE</c> would take any of
    /// them, and overwrite a row of another key.
    /// </summary>
    public static async Task CheckKeyAsync(MySqlConnection connection, MySqlName table, IReadOnlyList<string> key,
        IReadOnlyList<string> columns, CancellationToken stop)
    {
        var indexes = new Dictionary<string, List<(string Column, bool Nullable, bool Numbered)>>();
        using (MySqlCommand find = Ask(connection, table, "SELECT s.index_name, s.column_name, s.nullable, c.extra FROM "
            + "information_schema.statistics s LEFT JOIN information_schema.columns c ON c.table_schema = s.table_schema AND "
            + "c.table_name = s.table_name AND c.column_name = s.column_name WHERE s.table_schema = COALESCE(@database, DATABASE()) "
            + "AND s.table_name = @table AND s.non_unique = 0"))
        {
            await using MySqlDataReader reader = await find.ExecuteReaderAsync(stop).ConfigureAwait(false);
            while (await reader.ReadAsync(stop).ConfigureAwait(false))
            {
                string index = reader.GetString(0);
                if (!indexes.TryGetValue(index, out var parts))
                {
                    indexes.Add(index, parts = []);
                }

                parts.Add((reader.IsDBNull(1) ? "" : reader.GetString(1), !reader.IsDBNull(2) && reader.GetString(2) == "YES",
                    !reader.IsDBNull(3) && reader.GetString(3).Contains("auto_increment", StringComparison.OrdinalIgnoreCase)));
            }
        }

        bool isThere = false;
        foreach ((string index, var parts) in indexes)
        {
            if (parts.Count == key.Count && parts.TrueForAll(part => Has(key, part.Column) && !part.Nullable))
            {
                isThere = true;
            }
            else if (!parts.Exists(part => part.Numbered && !Has(columns, part.Column))) // a number that the server gives is always new
            {
                throw new InvalidOperationException($"Table {table.Quoted} has the unique index {MySqlName.Quote(index)} beside the key "
                    + $"({string.Join(", ", key)}), or one whose columns may be NULL: a record that meets it would overwrite a row of "
                    + $"another key. Drop it, make its columns NOT NULL, or change {nameof(MySqlOptions)}.{nameof(MySqlOptions.Key)}.");
            }
        }

        if (!isThere)
        {
            throw new InvalidOperationException($"Table {table.Quoted} has no primary key or unique index on exactly "
                + $"({string.Join(", ", key)}) with columns that are NOT NULL. Create one, or change {nameof(MySqlOptions)}."
                + $"{nameof(MySqlOptions.Key)}.");
        }
    }

    /// <summary>Makes the table of batches, unless it is there.</summary>
    public static async Task CreateBatchTableAsync(MySqlConnection connection, MySqlName table, CancellationToken stop)
    {
        using (MySqlCommand find = Ask(connection, table, "SELECT count(*) FROM information_schema.tables "
            + "WHERE table_schema = COALESCE(@database, DATABASE()) AND table_name = @table"))
        {
            if (Convert.ToInt64(await find.ExecuteScalarAsync(stop).ConfigureAwait(false), CultureInfo.InvariantCulture) > 0)
            {
                return; // who may write to it need not be allowed to create it
            }
        }

        using var create = new MySqlCommand($"CREATE TABLE IF NOT EXISTS {table.Quoted} (sink varchar(255), query varchar(255), "
            + "partition_number int, batch_number bigint, committed_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, "
            + "PRIMARY KEY (sink, query, partition_number, batch_number)) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
            connection);
        await create.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
    }

    private static bool Has(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static MySqlCommand Ask(MySqlConnection connection, MySqlName table, string sql)
    {
        var command = new MySqlCommand(sql, connection);
        command.Parameters.AddWithValue("@database", table.Database);
        command.Parameters.AddWithValue("@table", table.Table);
        return command;
    }
}
