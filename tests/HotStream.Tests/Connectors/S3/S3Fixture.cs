namespace HotStream.Tests.Connectors.S3;

/// <summary>The server of <see cref="S3Collection"/>, started by the first test that asks.</summary>
public sealed class S3Fixture : IDisposable
{
    private readonly Lazy<S3Server> _server = new(static () => new S3Server());

    public S3Server Server => _server.Value;

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }
}
