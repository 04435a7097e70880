using HotStream.Kafka;
using HotStream.Tests.Connectors;

namespace HotStream.Tests.Io.Kafka;

/// <summary>A member of a consumer group, alone in it, as a source whose records come again until they are committed.</summary>
public sealed class KafkaGroupContractTests : AcknowledgedSourceContract, IDisposable
{
    private readonly KafkaCluster _cluster = KafkaCluster.Start();
    private readonly Dictionary<string, long> _sent = [];

    private protected override IConnectorServer Shared => _cluster;

    public void Dispose() => _cluster.Dispose();

    private protected override IConnectorServer StartOwn() => KafkaCluster.Start();

    private protected override string Create(IConnectorServer server) => ((KafkaCluster)server).Topic();

    private protected override void Send(IConnectorServer server, string place, IEnumerable<string> texts)
    {
        string[] records = [.. texts];
        ((KafkaCluster)server).Write(place, 0, records);
        _sent[place] = _sent.GetValueOrDefault(place) + records.Length;
    }

    private protected override DStream<Utf8Slice> Open(StreamingContext context, IConnectorServer server, string place) =>
        context.KafkaGroupStream(((KafkaCluster)server).Servers, place, [place], KafkaGroupTests.Options());

    private protected override long Owed(IConnectorServer server, string place) =>
        _sent[place] - Math.Max(0, ((KafkaCluster)server).Committed(place, place));
}
