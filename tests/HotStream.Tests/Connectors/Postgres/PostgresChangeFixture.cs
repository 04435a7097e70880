using HotStream.Tests.Sinks.Postgres;

namespace HotStream.Tests.Connectors.Postgres;

/// <summary>The server of <see cref="PostgresChangeCollection"/>, started by the first test that asks.</summary>
public sealed class PostgresChangeFixture : IDisposable
{
    private readonly Lazy<PostgresChangeServer> _server = new(() => new PostgresChangeServer());

    internal PostgresChangeServer Server
    {
        get
        {
            Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.WhyNot);
            return _server.Value;
        }
    }

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }
}
