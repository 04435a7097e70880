using Npgsql;

namespace HotStream.Tests.Sinks.Postgres;

/// <summary>The server of <see cref="PostgresCollection"/>, and short ways to talk to it.</summary>
public sealed class PostgresFixture : IDisposable
{
    private readonly Lazy<PostgresServer> _server = new(() => PostgresServer.Start());
    private int _tables;

    public string ConnectionString
    {
        get
        {
            Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.WhyNot);
            return _server.Value.ConnectionString;
        }
    }

    /// <summary>Makes a table under a name of its own and returns the name.</summary>
    public string Table(string columns)
    {
        string name = $"t{Interlocked.Increment(ref _tables)}";
        Execute($"CREATE TABLE {name} ({columns})");
        return name;
    }

    /// <summary>Makes a user who may write to a table, and returns its name.</summary>
    public string Role(string table)
    {
        string name = $"role_{table}";
        Execute($"CREATE ROLE {name} LOGIN PASSWORD 'secret'; GRANT SELECT, INSERT ON {table} TO {name}");
        return name;
    }

    /// <summary>How a user reaches the server.</summary>
    public string ConnectionStringOf(string role) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Username = role, Password = "secret" }.ConnectionString;

    public void Execute(string sql)
    {
        using NpgsqlConnection connection = Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a query, each as its columns' texts joined by a bar.</summary>
    public string[] Rows(string sql)
    {
        using NpgsqlConnection connection = Open();
        return Rows(connection, sql);
    }

    internal static string[] Rows(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true };
        using NpgsqlDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount)
                .Select(i => reader.IsDBNull(i) ? "null" : reader.GetString(i))));
        }

        return [.. rows];
    }

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }

    private NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        connection.Open();
        return connection;
    }
}
