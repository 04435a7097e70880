using HotStream.Http;

namespace HotStream.Tests.Connectors.Http;

/// <summary>The payloads of events that can be read again.</summary>
public sealed class EventReplayContractTests(StreamingFixture fixture) : ReplayedSourceContract, IClassFixture<StreamingFixture>
{
    private protected override IConnectorServer Shared => fixture.Server;

    private protected override IConnectorServer StartOwn() => new StreamingServer();

    private protected override string Create(IConnectorServer server) => ((StreamingServer)server).Create();

    private protected override void Send(IConnectorServer server, string place, IEnumerable<string> texts) =>
        ((StreamingServer)server).Send(place, texts);

    private protected override InputDStream<Utf8Slice> Open(
        StreamingContext context, IConnectorServer server, string place, int batchMax) =>
        context.HttpEventDataReplayStream(((StreamingServer)server).AddressOf(place), new HttpReplayOptions { BatchRecordsMax = batchMax });

    private protected override bool HasBegun(InputDStream<Utf8Slice> input) => ((EventReplayInput<Utf8Slice, EventDataForm>)input).HasBegun;

    private protected override bool IsAtEnd(InputDStream<Utf8Slice> input, IConnectorServer server, string place, long sent) =>
        ((EventReplayInput<Utf8Slice, EventDataForm>)input).LastId == (sent == 0 ? "" : $"{sent}");
}
