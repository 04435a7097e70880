namespace HotStream.Tests.Connectors.Nats;

/// <summary>The server of <see cref="NatsCollection"/>, started by the first test that asks.</summary>
public sealed class NatsFixture : IDisposable
{
    private readonly Lazy<NatsServer> _server = new(() => new NatsServer());

    internal NatsServer Server
    {
        get
        {
            Assert.SkipUnless(NatsServer.IsInstalled, NatsServer.WhyNot);
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
