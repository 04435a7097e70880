namespace HotStream.Tests.Connectors.AzureBlobs;

/// <summary>The server of <see cref="AzuriteCollection"/>, started by the first test that asks.</summary>
public sealed class AzuriteFixture : IDisposable
{
    private readonly Lazy<AzuriteServer> _server = new(static () => new AzuriteServer());

    public AzuriteServer Server => _server.Value;

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }
}
