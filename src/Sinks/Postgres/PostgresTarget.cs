using Npgsql;

namespace HotStream.Sinks;

/// <summary>
/// What the writers of a sink share: the connections, the table as the server knows it, and the table of batches. Thread-safe.
/// </summary>
internal sealed class PostgresTarget : IDisposable
{
    private static readonly TimeSpan s_checkAfter = TimeSpan.FromSeconds(10); // a broken connection is noticed and replaced anyway

    private readonly IReadOnlyList<string> _columns;
    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _gate = new(1);
    private PostgresTable? _table;

    public PostgresTarget(PostgresOptions options, IReadOnlyList<string> columns)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Table, nameof(options));
        Check(options, columns);
        Options = options;
        _columns = columns;
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            Pooling = false,
            Enlist = false,
            IncludeErrorDetail = true,
        };
        settings.ApplicationName ??= "HotStream";
        Name = $"postgres {settings.Host}:{settings.Port}/{settings.Database ?? settings.Username} {options.Table}";
        _source = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
        Connections = new ConnectionPool<NpgsqlConnection>(
            new PoolOptions { Name = Name, MaxConnections = options.ConnectionsMax, CheckAfter = s_checkAfter },
            OpenAsync,
            static connection => connection.DisposeAsync(),
            IsHealthyAsync);
    }

    public string Name { get; }

    public PostgresOptions Options { get; }

    public ConnectionPool<NpgsqlConnection> Connections { get; }

    /// <summary>The table, asked for once. One attempt.</summary>
    public async Task<PostgresTable> TableAsync(CancellationToken stop)
    {
        await _gate.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return _table ??= await ReadAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        Connections.Dispose();
        _source.Dispose();
        _gate.Dispose();
    }

    private static void Check(PostgresOptions options, IReadOnlyList<string> columns)
    {
        if (columns.Count == 0)
        {
            throw new ArgumentException($"No column of {options.Table} is filled; add at least one.", nameof(columns));
        }

        foreach (string key in options.Key)
        {
            bool isFilled = false;
            foreach (string column in columns)
            {
                isFilled |= column == key;
            }

            if (!isFilled)
            {
                throw new ArgumentException($"Key column \"{key}\" of {options.Table} is not filled; add it to the columns.",
                    nameof(columns));
            }
        }
    }

    private static async ValueTask<bool> IsHealthyAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await ExecuteAsync(connection, "SELECT 1", stop).ConfigureAwait(false);
        return true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
    }

    private async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken stop)
    {
        NpgsqlConnection connection = await _source.OpenConnectionAsync(stop).ConfigureAwait(false);
        try
        {
            if (_table is { IsKeyed: true } table)
            {
                await ExecuteAsync(connection, table.CreateStage, stop).ConfigureAwait(false);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<PostgresTable> ReadAsync(CancellationToken stop)
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(stop).ConfigureAwait(false);
        PostgresTable table = await PostgresTable.ReadAsync(connection, Options, _columns, stop).ConfigureAwait(false);
        if (table.IsKeyed)
        {
            await ExecuteAsync(connection, table.CreateStage, stop).ConfigureAwait(false);
            await ProveKeyAsync(connection, table, stop).ConfigureAwait(false);
        }

        if (Options.BatchTable is { } batches)
        {
            await CreateBatchTableAsync(connection, batches, stop).ConfigureAwait(false);
        }

        return table;
    }

    /// <summary>Has the server plan the upsert, which needs a unique index on the key.</summary>
    private async Task ProveKeyAsync(NpgsqlConnection connection, PostgresTable table, CancellationToken stop)
    {
        using var explain = new NpgsqlCommand("EXPLAIN " + table.Upsert, connection)
        {
            Parameters = { new() { Value = 0L }, new() { Value = 0L } },
        };
        try
        {
            await explain.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidColumnReference)
        {
            string key = string.Join(", ", Options.Key);
            throw new InvalidOperationException($"Table {table.Name} has no primary key or unique index on exactly ({key}). Create one, "
                + $"or change {nameof(PostgresOptions)}.{nameof(PostgresOptions.Key)}.", error);
        }
    }

    private static async Task CreateBatchTableAsync(NpgsqlConnection connection, string name, CancellationToken stop)
    {
        using var find = new NpgsqlCommand("SELECT count(*) FILTER (WHERE attname = 'batch_number') FROM pg_attribute "
            + "WHERE attrelid = to_regclass($1) HAVING count(*) > 0", connection);
        find.Parameters.Add(new NpgsqlParameter { Value = name });
        switch (await find.ExecuteScalarAsync(stop).ConfigureAwait(false))
        {
            case 0L:
                throw new InvalidOperationException($"{name} is a table of an earlier version, which knew batches by run and time, or no "
                    + $"table of batches at all. If it is one: ALTER TABLE {name} RENAME TO some_other_name; a new one is made then. "
                    + $"Else change {nameof(PostgresOptions)}.{nameof(PostgresOptions.BatchTable)}.");
            case 1L:
                return; // who may write to it need not be allowed to create it
        }

        try
        {
            await ExecuteAsync(
                connection,
                $"""
                CREATE TABLE IF NOT EXISTS {name} (
                    sink text, query text, batch_number bigint, partition integer, context text, batch_time_ms bigint,
                    committed_at timestamptz NOT NULL DEFAULT now(),
                    PRIMARY KEY (sink, query, batch_number, partition))
                """,
                stop).ConfigureAwait(false);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateTable)
        {
            // another process creates it at this moment
        }
    }
}
