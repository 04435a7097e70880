using System.Data.Common;
using System.Globalization;
using HotStream.Tests.Sinks.Postgres;
using Npgsql;

namespace HotStream.Torture;

/// <summary>PostgreSQL, also with a table whose changes the program reads.</summary>
internal sealed class PostgresRows : StoredRows, IOrderedLines
{
    /// <summary>Name of the table that is read, of its publication and of its slot.</summary>
    public const string Changes = "torture";

    private readonly PostgresServer _server = PostgresServer.Start(durable: true, "wal_level=logical");
    private int _inserted;

    public PostgresRows()
        : base(StoredSystem.Postgres)
    {
        MakeTable();
        Do($"CREATE TABLE {Changes} (line text PRIMARY KEY)");
        Do($"CREATE PUBLICATION {Changes} FOR TABLE {Changes}");
        Do($"SELECT pg_create_logical_replication_slot('{Changes}', 'pgoutput')");
    }

    /// <summary>Why it takes no part; null when it does.</summary>
    public static string? WhyNot => PostgresServer.IsInstalled ? null : PostgresServer.WhyNot;

    public char Letter => 'p';

    public bool IsKept => true;

    public IReadOnlyList<int> Lines => [_inserted];

    public override string Address => _server.ConnectionString;

    /// <summary>Inserts some more lines in one transaction.</summary>
    public void Send(int lines)
    {
        Do(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {Changes} SELECT '{Letter}0.' || i ")
            + string.Create(CultureInfo.InvariantCulture, $"FROM generate_series({_inserted}, {_inserted + lines - 1}) AS i"));
        _inserted += lines;
    }

    public override void Kill()
    {
        _server.Kill();
        _server.Restart();
    }

    /// <summary>What sessions of the server do, a line each.</summary>
    public string Sessions()
    {
        try
        {
            return string.Join('\n', Read(
                "SELECT format('%s %s %s %s %s: %s', pid, application_name, state, wait_event_type, wait_event, query) "
                + "FROM pg_stat_activity WHERE pid <> pg_backend_pid()", row => row.GetString(0)));
        }
        catch (NpgsqlException failure)
        {
            return failure.Message;
        }
    }

    public override void Dispose() => _server.Dispose();

    protected override DbConnection Open()
    {
        var connection = new NpgsqlConnection(Address + ";Pooling=false");
        connection.Open();
        return connection;
    }
}
