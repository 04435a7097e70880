namespace HotStream.Tests.Connectors.Http;

/// <summary>The sender that tests share.</summary>
public sealed class HttpPostingFixture : IDisposable
{
    internal PostingSender Sender { get; } = new();

    public void Dispose() => Sender.Dispose();
}
