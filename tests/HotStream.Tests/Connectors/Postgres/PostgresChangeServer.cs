using System.Globalization;
using HotStream.Tests.Sinks.Postgres;
using Npgsql;

namespace HotStream.Tests.Connectors.Postgres;

/// <summary>A PostgreSQL of our own whose tables' changes can be read.</summary>
internal sealed class PostgresChangeServer(params string[] settings) : IConnectorServer
{
    private readonly PostgresServer _server = PostgresServer.Start(durable: true,
        settings is [] ? ["wal_level=logical", "max_wal_senders=20", "max_replication_slots=60"] : settings);

    private int _names;

    public string ConnectionString => _server.ConnectionString;

    public void Begin() => _server.Restart();

    public void End(bool graceful)
    {
        if (graceful)
        {
            _server.Stop();
        }
        else
        {
            _server.Kill();
        }
    }

    /// <summary>Makes a table with a publication and a slot, all of one name of their own.</summary>
    public string Table(string columns = "id int PRIMARY KEY, text text")
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"changes{Interlocked.Increment(ref _names)}");
        Execute($"CREATE TABLE {name} ({columns}); CREATE PUBLICATION {name} FOR TABLE {name}");
        Execute($"SELECT pg_create_logical_replication_slot('{name}', 'pgoutput')");
        return name;
    }

    /// <summary>Inserts numbers, so many in a transaction.</summary>
    public void Insert(string table, int first, int count, int each = 1)
    {
        for (int i = first; i < first + count; i += each)
        {
            Execute($"INSERT INTO {table} SELECT g, 'text ' || g FROM generate_series({i}, {Math.Min(i + each, first + count) - 1}) g");
        }
    }

    public void Execute(string sql) => Rows(sql);

    public string[] Rows(string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        connection.Open();
        return PostgresFixture.Rows(connection, sql);
    }

    /// <summary>What was confirmed to a slot.</summary>
    public string Confirmed(string slot) => Rows($"SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '{slot}'")[0];

    public void Dispose() => _server.Dispose();
}
