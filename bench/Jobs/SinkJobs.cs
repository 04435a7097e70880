namespace HotStream.Bench;

/// <summary>Jobs about sinks.</summary>
internal static class SinkJobs
{
    private const int RecordsAPartition = 500;

    public static IReadOnlyList<Job> All =>
    [
        new Job("sink-connections", Connections) { Unit = "M records/s" },
    ];

    private static JobInput Connections()
    {
        var server = new RecordServer();
        var few = new PartitionSenders(server, 20, RecordsAPartition);
        var many = new PartitionSenders(server, 500, RecordsAPartition);
        return new JobInput(
            [
                Row("a pool's connection, a partition gathered in one buffer", RowKind.Engine, many, s => s.PooledAndGathered()),
                Row("a pool's connection, records one by one", RowKind.Engine, many, s => s.Pooled()),
                Row("a connection for each partition", RowKind.Peer, many, s => s.ConnectionPerPartition()),
                Row("a connection for each record", RowKind.Peer, few, s => s.ConnectionPerRecord()),
            ],
            [$"partitions of {RecordsAPartition} records of {RecordServer.RecordBytes} B to a server on loopback, which answers each partition (or record) with a byte"])
        { Owned = [few, many, server] };

        static JobSystem Row(string name, RowKind kind, PartitionSenders senders, Func<PartitionSenders, JobOutcome> run) =>
            new(name, kind, senders.Expected, () => run(senders)) { InputBytesPerRecord = RecordServer.RecordBytes };
    }
}
