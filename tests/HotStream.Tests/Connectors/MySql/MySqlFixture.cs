using MySqlConnector;

namespace HotStream.Tests.Connectors.MySql;

/// <summary>The server of <see cref="MySqlCollection"/>, started by the first test that asks, and short ways to talk to it.</summary>
public sealed class MySqlFixture : IDisposable
{
    private readonly Lazy<MariaDbServer> _server = new(() => new MariaDbServer());
    private readonly Lazy<MySqlDataSource> _source;
    private int _tables;

    public MySqlFixture() => _source = new(() => new MySqlDataSource(Server.ConnectionString));

    /// <summary>How a sink reaches it.</summary>
    public MySqlDataSource Source => _source.Value;

    internal MariaDbServer Server
    {
        get
        {
            Assert.SkipUnless(MariaDbServer.IsInstalled, MariaDbServer.WhyNot);
            return _server.Value;
        }
    }

    /// <summary>Makes a table under a name of its own and returns the name.</summary>
    public string Table(string columns, string engine = "InnoDB")
    {
        string name = $"t{Interlocked.Increment(ref _tables)}";
        Server.Execute($"CREATE TABLE {name} ({columns}) ENGINE={engine}");
        return name;
    }

    public string[] Rows(string sql) => Server.Rows(sql);

    public void Dispose()
    {
        if (_source.IsValueCreated)
        {
            _source.Value.Dispose();
        }

        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }
}
