namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>The servers of <see cref="KinesisGroupCollection"/>, started by the first test that asks.</summary>
public sealed class KinesisGroupFixture : IDisposable
{
    private readonly Lazy<KinesisGroupServers> _servers = new(static () => new KinesisGroupServers());

    public KinesisGroupServers Servers => _servers.Value;

    public void Dispose()
    {
        if (_servers.IsValueCreated)
        {
            _servers.Value.Dispose();
        }
    }
}
