namespace HotStream.Tests.Connectors.Http;

/// <summary>Answers that wait for batches, to a sender that keeps what was not answered.</summary>
public sealed class HttpListenerContractTests(HttpPostingFixture fixture) : AcknowledgedSourceContract, IClassFixture<HttpPostingFixture>
{
    private protected override IConnectorServer Shared => fixture.Sender;

    private protected override IConnectorServer StartOwn() => new PostingSender();

    private protected override string Create(IConnectorServer server) => ((PostingSender)server).Create();

    private protected override void Send(IConnectorServer server, string place, IEnumerable<string> texts) =>
        ((PostingSender)server).Send(place, texts);

    private protected override DStream<Utf8Slice> Open(StreamingContext context, IConnectorServer server, string place) =>
        context.HttpListener(0, new HttpListenerOptions
        {
            Acknowledge = HttpAcknowledge.Committed,
            OnListening = address => ((PostingSender)server).Connect(place, address),
        });

    private protected override long Owed(IConnectorServer server, string place) => ((PostingSender)server).Owed(place);
}
