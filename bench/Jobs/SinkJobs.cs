namespace HotStream.Bench;

/// <summary>Jobs about sinks.</summary>
internal static class SinkJobs
{
    private const int RecordsAPartition = 500;
    private const int DocumentsABatch = 100_000;
    private const int Batches = 10;

    public static IReadOnlyList<Job> All =>
    [
        new Job("sink-connections", Connections) { Unit = "M records/s" },
        new Job("elasticsearch", Elasticsearch) { Unit = "M documents/s" },
    ];

    private static JobInput Elasticsearch()
    {
        var server = new StandInProcess();
        var cycles = new MachineCycles(DocumentsABatch);
        return new JobInput(
            [
                Row("HotStream, records by the source generator", RowKind.Engine,
                    () => EngineElasticsearch.Records(server, cycles, Batches, 1), "1 partition"),
                Row("HotStream, records by the source generator, 2 partitions", RowKind.Engine,
                    () => EngineElasticsearch.Records(server, cycles, Batches, 2), "2 threads"),
                Row("HotStream, records that are JSON", RowKind.Engine,
                    () => EngineElasticsearch.Texts(server, cycles, Batches, 1), "1 partition"),
                Row("HotStream, records that are JSON, 2 partitions", RowKind.Engine,
                    () => EngineElasticsearch.Texts(server, cycles, Batches, 2), "2 threads"),
                Row("C# HttpClient, source generator, 4 requests at a time", RowKind.Peer,
                    () => CarefulBulk.Run(server, cycles, Batches), "retries nothing"),
                Row("Elastic.Clients.Elasticsearch 9.5.3 BulkAll, 4 requests at a time", RowKind.Peer,
                    () => BulkAllLoop.Run(server, cycles, Batches), "the same documents and code for them"),
            ],
            [$"{Batches} batches of {DocumentsABatch:N0} documents of {cycles.BytesEach:F0} B to the stand-in, a process on "
            + "the same cores that counts them"])
        { Owned = [server, cycles] };

        JobSystem Row(string name, RowKind kind, Func<JobOutcome> run, string note) =>
            new(name, kind, new JobAnswer((long)Batches * DocumentsABatch, 1, 0), run)
            {
                InputBytesPerRecord = cycles.BytesEach,
                Note = note,
            };
    }

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
            [$"partitions of {RecordsAPartition} records of {RecordServer.RecordBytes} B to a server on loopback, which answers each "
            + "partition (or record) with a byte"])
        { Owned = [few, many, server] };

        static JobSystem Row(string name, RowKind kind, PartitionSenders senders, Func<PartitionSenders, JobOutcome> run) =>
            new(name, kind, senders.Expected, () => run(senders)) { InputBytesPerRecord = RecordServer.RecordBytes };
    }
}
