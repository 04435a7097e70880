namespace HotStream.Tests.Connectors.RabbitMq;

/// <summary>A server that tests share, started by the first test that asks.</summary>
public sealed class RabbitMqFixture : IDisposable
{
    private readonly Lazy<RabbitMqServer> _server = new(() => new RabbitMqServer());

    internal RabbitMqServer Server
    {
        get
        {
            Assert.SkipUnless(RabbitMqServer.IsInstalled, RabbitMqServer.WhyNot);
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
