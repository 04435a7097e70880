using HotStream.Kinesis;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>A stream of one shard, read from a sequence number and read again, against kinesalite.</summary>
[Collection(KinesisCollection.Name)]
public sealed class KinesisReplayTests(KinesisFixture fixture) : ReplayedSourceContract
{
    private const string FirstShard = "shardId-000000000000";

    private protected override IConnectorServer Shared => fixture.Server;

    private protected override IConnectorServer StartOwn() => new KinesisServer();

    private protected override string Create(IConnectorServer server) => ((KinesisServer)server).Stream();

    private protected override void Send(IConnectorServer server, string place, IEnumerable<string> texts) =>
        ((KinesisServer)server).Add(place, texts);

    private protected override InputDStream<Utf8Slice> Open(
        StreamingContext context, IConnectorServer server, string place, int batchMax)
    {
        KinesisOptions options = ((KinesisServer)server).Reading();
        options.RecordsMax = batchMax;
        return context.KinesisStream(place, options);
    }

    private protected override bool HasBegun(InputDStream<Utf8Slice> input) =>
        ((KinesisInput<Utf8Slice, KinesisPayloadForm>)input).HasBegun;

    private protected override bool IsAtEnd(InputDStream<Utf8Slice> input, IConnectorServer server, string place, long sent) =>
        ((KinesisInput<Utf8Slice, KinesisPayloadForm>)input).LastFetched(FirstShard) == ((KinesisServer)server).Last(place);
}
