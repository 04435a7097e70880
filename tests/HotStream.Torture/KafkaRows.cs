using HotStream.Tests.Io.Kafka;

namespace HotStream.Torture;

/// <summary>
/// A topic that the program writes in transactions, at brokers of its own in this process: they are not killed, they close their
/// connections and listen no more.
/// </summary>
internal sealed class KafkaRows : IStoredRows
{
    private const int Partitions = 2;
    private readonly KafkaCluster _cluster = KafkaCluster.Start(keepsTransactions: true);

    public KafkaRows() => _cluster.Create(Shape.Table, Partitions);

    public string Name => StoredSystem.KafkaTransactions;

    public string Address => _cluster.Servers;

    public void Kill()
    {
        _cluster.Stop();
        _cluster.GoOn();
    }

    public IReadOnlyList<StoredRow> Between(long after, long to) =>
        [.. Enumerable.Range(0, Partitions)
            .SelectMany(partition => _cluster.Read(Shape.Table, partition))
            .Select(StoredRow.Parse)
            .Where(row => row.Batch > after && row.Batch <= to)];

    public void Dispose() => _cluster.Dispose();
}
