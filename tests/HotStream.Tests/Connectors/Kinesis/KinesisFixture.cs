namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>The server of <see cref="KinesisCollection"/>, started by the first test that asks.</summary>
public sealed class KinesisFixture : IDisposable
{
    private readonly Lazy<KinesisServer> _server = new(static () => new KinesisServer());

    public KinesisServer Server => _server.Value;

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }
}
