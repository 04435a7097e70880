using System.Globalization;
using HotStream.Tests.Sinks.Postgres;
using Npgsql;

namespace HotStream.Torture;

/// <summary>A PostgreSQL server of our own with the table the program writes to, and one whose changes it reads.</summary>
internal sealed class StoredRows : IOrderedLines, IDisposable
{
    /// <summary>Name of the table that is read, of its publication and of its slot.</summary>
    public const string Changes = "torture";

    private readonly PostgresServer _server = PostgresServer.Start(durable: true, "wal_level=logical");
    private int _inserted;

    private StoredRows()
    {
        Do($"CREATE TABLE {Shape.Table} (batch bigint NOT NULL, word text NOT NULL, count bigint NOT NULL)");
        Do($"CREATE TABLE {Changes} (line text PRIMARY KEY)");
        Do($"CREATE PUBLICATION {Changes} FOR TABLE {Changes}");
        Do($"SELECT pg_create_logical_replication_slot('{Changes}', 'pgoutput')");
    }

    public IReadOnlyList<int> Lines => [_inserted];

    public string ConnectionString => _server.ConnectionString;

    /// <summary>Starts a server; null where there is none.</summary>
    public static StoredRows? Start() => PostgresServer.IsInstalled ? new StoredRows() : null;

    /// <summary>Inserts some more lines in one transaction.</summary>
    public void Send(int lines)
    {
        Do(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {Changes} SELECT '{Shape.RowLetter}0.' || i ")
            + string.Create(CultureInfo.InvariantCulture, $"FROM generate_series({_inserted}, {_inserted + lines - 1}) AS i"));
        _inserted += lines;
    }

    /// <summary>Ends the server by force and starts it again.</summary>
    public void Kill()
    {
        _server.Kill();
        _server.Restart();
    }

    /// <summary>The rows of the batches after one time, up to another.</summary>
    public IReadOnlyList<StoredRow> Between(long after, long to)
    {
        using NpgsqlConnection connection = Open();
        using var command =
            new NpgsqlCommand($"SELECT batch, word, count FROM {Shape.Table} WHERE batch > $1 AND batch <= $2", connection)
            {
                Parameters = { new() { Value = after }, new() { Value = to } },
            };
        using NpgsqlDataReader reader = command.ExecuteReader();
        var rows = new List<StoredRow>();
        while (reader.Read())
        {
            rows.Add(new StoredRow(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2)));
        }

        return rows;
    }

    /// <summary>What sessions of the server do, a line each.</summary>
    public string Sessions()
    {
        try
        {
            using NpgsqlConnection connection = Open();
            using var command = new NpgsqlCommand(
                "SELECT format('%s %s %s %s %s: %s', pid, application_name, state, wait_event_type, wait_event, query) "
                + "FROM pg_stat_activity WHERE pid <> pg_backend_pid()", connection);
            using NpgsqlDataReader reader = command.ExecuteReader();
            var lines = new List<string>();
            while (reader.Read())
            {
                lines.Add(reader.GetString(0));
            }

            return string.Join('\n', lines);
        }
        catch (NpgsqlException failure)
        {
            return failure.Message;
        }
    }

    public void Dispose() => _server.Dispose();

    private void Do(string sql)
    {
        using NpgsqlConnection connection = Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        connection.Open();
        return connection;
    }
}
