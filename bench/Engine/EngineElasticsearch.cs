using System.Collections.Concurrent;

namespace HotStream.Bench;

/// <summary>Batches of records stored by the Elasticsearch sink.</summary>
internal static class EngineElasticsearch
{
    public const int RequestDocuments = 5000;
    public const int RequestBytes = 1 << 20;
    public const int RequestsInFlight = 4;

    public static JobOutcome Texts(StandInProcess server, MachineCycles cycles, int batches, int partitions) =>
        Run(server, cycles.Texts, batches, partitions, stream => stream.SaveToElasticsearch(Options(server)));

    public static JobOutcome Records(StandInProcess server, MachineCycles cycles, int batches, int partitions) =>
        Run(server, cycles.Records, batches, partitions,
            stream => stream.SaveToElasticsearch(Options(server), CycleJson.Default.MachineCycle));

    /// <summary>Steady batches of texts to a server in another process: (documents, bytes allocated here) of the median batch.</summary>
    public static (long Records, long Bytes) Allocations()
    {
        const int Documents = 50_000;
        using var server = new StandInProcess();
        using var cycles = new MachineCycles(Documents);
        var clock = new ManualClock();
        using var context = new StreamingContext("gate", TimeSpan.FromSeconds(1), EngineWordCount.Options(clock, partitions: 1));
        context.QueueStream(new ConcurrentQueue<IReadOnlyList<Utf8Slice>>(), whenEmpty: cycles.Texts).SaveToElasticsearch(Options(server));
        context.Start();
        var bytes = new long[9];
        for (var batch = 0; batch < bytes.Length; batch++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            clock.Advance(TimeSpan.FromSeconds(1));
            if (!context.AwaitDueBatches(TimeSpan.FromMinutes(1)))
                throw new TimeoutException("a batch was not finished in a minute");
            bytes[batch] = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        Array.Sort(bytes);
        const long All = 9L * Documents;
        return server.Take().Total == All ? (Documents, bytes[bytes.Length / 2])
            : throw new InvalidOperationException("not all documents arrived");
    }

    private static ElasticsearchOptions Options(StandInProcess server) => new()
    {
        Nodes = [server.Address],
        Index = "cycles",
        RequestDocuments = RequestDocuments,
        RequestBytes = RequestBytes,
        RequestsInFlight = RequestsInFlight,
        TimeProvider = TimeProvider.System,
    };

    private static JobOutcome Run<T>(StandInProcess server, T[] records, int batches, int partitions, Action<DStream<T>> save)
    {
        var clock = new ManualClock();
        server.Take();
        using var context = new StreamingContext("elasticsearch", TimeSpan.FromSeconds(1), EngineWordCount.Options(clock, partitions));
        save(context.QueueStream(new ConcurrentQueue<IReadOnlyList<T>>(), whenEmpty: records));
        context.Start();
        var meter = new RunMeter();
        for (var batch = 0; batch < batches; batch++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            if (!context.AwaitDueBatches(TimeSpan.FromMinutes(2)))
                throw new TimeoutException("a batch was not finished in two minutes");
        }

        return meter.Outcome((long)batches * records.Length, server.Take);
    }
}
