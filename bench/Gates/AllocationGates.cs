using System.Text.Json;

namespace HotStream.Bench;

/// <summary>
/// Allocated bytes per record, which are exact where times are not: each job runs once to warm up and once measured, and must stay at or
/// under the number in allocations.json. Run by the test command; a rise fails it.
/// </summary>
internal static class AllocationGates
{
    private const long BatchWords = 2_000_000;

    public static int Run(TextWriter output, TextWriter errors)
    {
        var limits = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "allocations.json"))).RootElement;
        (string Name, Func<(long Records, long Bytes)> Measure)[] jobs =
        [
            ("words-count-by-value", () => Socketless(lines => lines.Words().CountByValue())),
            ("split-map-reduce-by-key", () => Socketless(lines => lines.FlatMap(line => line.Split((byte)' '))
                .Map(w => KeyValuePair.Create(w, 1L)).ReduceByKey((a, b) => a + b))),
            ("filter-count", () => Socketless(lines => lines.Words().Filter(word => word.Length > 3).CountByValue())),
            ("map-with-state", MapWithState),
            ("window-subtracting", () => Socketless(lines => lines.Words().CountByValueAndWindow(TimeSpan.FromSeconds(3)))),
            ("window-by-blocks", () => Socketless(lines => lines.Words().Map(w => KeyValuePair.Create(w, 1L))
                .AggregateByKeyAndWindow(Aggregates.Max<long>(), TimeSpan.FromSeconds(3)))),
            ("group-table-long", GroupTableLong),
            ("ring-handover", Ring),
            ("mqtt-decode", MqttDecode),
            ("mqtt-listener", EngineMqttListener.Allocations),
            ("json-projection", EngineJson.Allocations),
            ("postgres", EnginePostgres.Allocations),
            ("postgres-changes", EnginePostgresChanges.Allocations),
            ("mqtt-publish", EngineMqttPublish.Allocations),
            ("elasticsearch", EngineElasticsearch.Allocations),
            ("frame-group", FrameAllocations.Group),
            ("frame-join", FrameAllocations.Join),
            ("frame-json", FrameAllocations.Json),
            .. ConnectorGates.All,
            .. SinkGates.All,
            .. KafkaGates.All,
        ];
        int failed = 0;
        foreach ((string name, Func<(long Records, long Bytes)> measure) in jobs)
        {
            measure();
            (long records, long bytes) = measure();
            double perRecord = (double)bytes / records;
            double limit = limits.GetProperty(name).GetDouble();
            bool ok = perRecord <= limit;
            failed += ok ? 0 : 1;
            (ok ? output : errors).WriteLine(
                $"{(ok ? "ok    " : "FAILED")} {name}: {perRecord:F5} B/record, limit {limit} ({records:N0} records, {bytes:N0} B)");
        }

        return failed == 0 ? 0 : 1;
    }

    /// <summary>Steady batches of lines that a receiver of ours stores: the second half of them is measured.</summary>
    private static (long Records, long Bytes) Socketless(Func<DStream<Utf8Slice>, DStream<KeyValuePair<Utf8Slice, long>>> build)
    {
        var clock = new ManualClock();
        using var directory = new TemporaryFolder();
        using var context = new StreamingContext("gate", TimeSpan.FromSeconds(1), EngineWordCount.Options(clock, partitions: 1));
        context.Checkpoint(directory.Path);
        var receiver = new RepeatingLines(BatchWords);
        long counted = 0;
        build(context.ReceiverStream(receiver)).ForeachBatch(batch => batch.ForeachPartition(partition =>
        {
            foreach (ref readonly KeyValuePair<Utf8Slice, long> pair in partition.Span)
                counted += pair.Value;
        }));
        context.Start();
        long before = 0;
        for (int batch = 0; batch < 8; batch++)
        {
            if (batch == 4)
                before = GC.GetTotalAllocatedBytes(precise: true);
            receiver.SendBatch();
            clock.Advance(TimeSpan.FromSeconds(1));
            if (!context.AwaitDueBatches(TimeSpan.FromMinutes(1)))
                throw new TimeoutException("a batch was not finished in a minute");
        }

        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        return counted > 0 ? (4 * BatchWords, bytes) : throw new InvalidOperationException("nothing was counted");
    }

    /// <summary>Batches of 200,000 records over 100,000 keys held, with prompt time-outs; the second half is measured.</summary>
    private static (long Records, long Bytes) MapWithState()
    {
        const int Records = 200_000;
        using var directory = new TemporaryFolder();
        var clock = new ManualClock();
        using var context = new StreamingContext("gate", TimeSpan.FromSeconds(1), EngineWordCount.Options(clock, partitions: 1));
        context.Checkpoint(directory.Path);
        var pairs = new KeyValuePair<Utf8Slice, long>[Records];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = new(Utf8Slice.FromInline(System.Text.Encoding.ASCII.GetBytes($"key {i * 7919L % 100_000}")), i);
        var queue = new System.Collections.Concurrent.ConcurrentQueue<IReadOnlyList<KeyValuePair<Utf8Slice, long>>>();
        long counted = 0;
        context.QueueStream(queue, whenEmpty: pairs)
            .MapWithState(StateSpec.Function((Utf8Slice key, Optional<long> value, State<long> state) =>
        {
            state.Update(state.GetOption().GetValueOrDefault(0) + value.Value);
            return state.Get();
        }).PromptTimeout(TimeSpan.FromSeconds(3))).ForeachBatch(batch => counted += batch.Count());
        context.Start();
        long before = 0;
        for (int batch = 0; batch < 12; batch++)
        {
            if (batch == 6)
                before = GC.GetTotalAllocatedBytes(precise: true);
            clock.Advance(TimeSpan.FromSeconds(1));
            if (!context.AwaitDueBatches(TimeSpan.FromMinutes(1)))
                throw new TimeoutException("a batch was not finished in a minute");
        }

        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        return counted == 12 * Records ? (6 * Records, bytes) : throw new InvalidOperationException($"{counted} records came out");
    }

    private static (long Records, long Bytes) GroupTableLong()
    {
        var keys = new long[100_000];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = (i % 10_007) * 0x9E3779B97F4A7C15L.GetHashCode();
        using var table = new GroupTable<long, Statistics>();
        table.Accumulate(keys, keys, default(StatisticsAggregate));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            table.Accumulate(keys, keys, default(StatisticsAggregate));
        return (20L * keys.Length, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (long Records, long Bytes) Ring()
    {
        using var ring = new SpscRing<long, ParkWaiting>(4096);
        var batch = new long[64];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++)
        {
            ring.Publish(batch, CancellationToken.None);
            ring.Take(batch);
        }

        return (6_400_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (long Records, long Bytes) MqttDecode()
    {
        var packets = new MqttPackets(MqttVersion.V5, 10_000);
        packets.Decode();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            packets.Decode();
        return (100L * packets.Count, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
