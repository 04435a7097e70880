namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>A member of a group, alone in it, as a source whose records come again until their checkpoint is written.</summary>
public sealed class KinesisGroupContractTests(KinesisGroupFixture fixture) : AcknowledgedSourceContract,
    IClassFixture<KinesisGroupFixture>
{
    private const string Shard = "shardId-000000000000";

    private protected override TimeSpan Away => TimeSpan.FromMilliseconds(300);

    private protected override IConnectorServer Shared => fixture.Servers;

    private protected override IConnectorServer StartOwn() => new KinesisGroupServers();

    private protected override string Create(IConnectorServer server) => ((KinesisGroupServers)server).Kinesis.Stream();

    private protected override void Send(IConnectorServer server, string place, IEnumerable<string> texts) =>
        ((KinesisGroupServers)server).Kinesis.Add(place, texts);

    private protected override DStream<Utf8Slice> Open(StreamingContext context, IConnectorServer server, string place) =>
        context.KinesisGroupStream(place, place, ((KinesisGroupServers)server).Reading());

    private protected override long Owed(IConnectorServer server, string place)
    {
        var servers = (KinesisGroupServers)server;
        string done = servers.Dynamo.Checkpoint(place, Shard);
        return servers.Kinesis.Sequences(place).Count(sequence => sequence.Length > done.Length
            || (sequence.Length == done.Length && string.CompareOrdinal(sequence, done) > 0) || !char.IsAsciiDigit(done[0]));
    }
}
