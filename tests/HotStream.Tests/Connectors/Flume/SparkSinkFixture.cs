namespace HotStream.Tests.Connectors.Flume;

/// <summary>One sink for the tests that share it, started by the first that asks.</summary>
public sealed class SparkSinkFixture : IDisposable
{
    private readonly Lazy<SparkSinkServer> _server = new(static () => new SparkSinkServer());

    internal SparkSinkServer Server => _server.Value;

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }
}
