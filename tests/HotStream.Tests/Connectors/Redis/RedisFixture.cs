namespace HotStream.Tests.Connectors.Redis;

/// <summary>The server of <see cref="RedisCollection"/>, started by the first test that asks.</summary>
public sealed class RedisFixture : IDisposable
{
    private readonly Lazy<RedisServer> _server = new(() => new RedisServer());

    internal RedisServer Server
    {
        get
        {
            Assert.SkipUnless(RedisServer.IsInstalled, RedisServer.WhyNot);
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
