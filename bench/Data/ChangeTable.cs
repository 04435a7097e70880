using HotStream.Tests.Sinks.Postgres;
using Npgsql;

namespace HotStream.Bench;

/// <summary>
/// A server of our own with one table, of whose rows all were inserted behind a slot: a copy of it reads all of them again.
/// </summary>
internal sealed class ChangeTable : IDisposable
{
    public const string Publication = "bench";

    private const int RowsOfTransaction = 1000;
    private const string First = "first";

    private readonly PostgresServer _server =
        PostgresServer.Start(durable: false, "wal_level=logical", "max_wal_senders=10", "max_replication_slots=10");

    public ChangeTable(int count)
    {
        Count = count;
        Execute($"CREATE TABLE plant ({PlantRows.Columns}); CREATE PUBLICATION {Publication} FOR TABLE plant");
        Execute($"SELECT pg_create_logical_replication_slot('{First}', 'pgoutput')");
        for (var i = 0; i < count; i += RowsOfTransaction)
        {
            Execute($"INSERT INTO plant SELECT g, 'machine ' || 1000 + g % 9000, g / 7.0, now() FROM "
                + $"generate_series({i}, {Math.Min(i + RowsOfTransaction, count) - 1}) g");
        }
    }

    public int Count { get; }

    public string ConnectionString => _server.ConnectionString;

    public JobAnswer Answer => QueueTexts.AnswerOf(Count, (long)Count * (Count - 1) / 2);

    /// <summary>Does something with a slot that has all changes before it.</summary>
    public JobOutcome Read(Func<string, JobOutcome> read)
    {
        string slot = $"run{Guid.NewGuid():N}";
        Execute($"SELECT pg_copy_logical_replication_slot('{First}', '{slot}')");
        try
        {
            return read(slot);
        }
        finally
        {
            Execute($"SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '{slot}' AND active");
            Drop(slot);
        }
    }

    public void Dispose() => _server.Dispose();

    private void Drop(string slot)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                Execute($"SELECT pg_drop_replication_slot('{slot}')");
                return;
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.ObjectInUse && tries < 100)
            {
                Thread.Sleep(50); // who read it is being ended
            }
        }
    }

    private void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
