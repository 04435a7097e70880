using HotStream.Tests.Sinks.Postgres;
using Npgsql;

namespace HotStream.Bench;

/// <summary>A server of our own with one empty table, for the rows of the job <c>postgres</c>.</summary>
internal sealed class PlantTable : IDisposable
{
    private readonly PostgresServer? _server = PostgresServer.IsInstalled ? PostgresServer.Start() : null;

    public string ConnectionString => _server!.ConnectionString;

    public static string? WhyNot() => PostgresServer.IsInstalled ? null : PostgresServer.WhyNot;

    /// <summary>Makes the table anew and writes out what the last run left, so that every run finds the same server.</summary>
    public void Clear() => Execute(
        $"DROP TABLE IF EXISTS hotstream_batches; DROP TABLE IF EXISTS plant; CREATE TABLE plant ({PlantRows.Columns}); CHECKPOINT");

    /// <summary>Takes all rows away.</summary>
    public void Empty() => Execute("TRUNCATE plant");

    public JobAnswer Answer()
    {
        using var connection = Open();
        using var command = new NpgsqlCommand(PlantRows.AnswerQuery + "plant", connection);
        using var reader = command.ExecuteReader();
        reader.Read();
        return new JobAnswer(reader.GetInt64(0), reader.GetInt64(1),
            PlantRows.Checksum(reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)));
    }

    public NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        connection.Open();
        return connection;
    }

    public void Dispose() => _server?.Dispose();

    private void Execute(string sql)
    {
        using var connection = Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
