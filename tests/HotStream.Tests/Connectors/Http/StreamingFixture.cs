namespace HotStream.Tests.Connectors.Http;

/// <summary>The server that tests share, each with an address of its own.</summary>
public sealed class StreamingFixture : IDisposable
{
    internal StreamingServer Server { get; } = new();

    public void Dispose() => Server.Dispose();
}
