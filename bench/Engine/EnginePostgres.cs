using System.Collections.Concurrent;
using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// Batches of readings through SaveToPostgres. The first batch, which opens connections and makes buffers, is not
/// timed and its rows are removed.
/// </summary>
internal static class EnginePostgres
{
    public static JobOutcome Run(PlantRows rows, PlantTable table, int partitions)
    {
        table.Clear();
        long started = 0;
        TimeSpan elapsed = default;
        Write(rows, table, partitions, PlantRows.Batches + 1, batch =>
        {
            elapsed = Stopwatch.GetElapsedTime(started);
            if (batch == 0)
            {
                table.Empty();
                started = Stopwatch.GetTimestamp();
            }
        });
        return new JobOutcome(PlantRows.Count, table.Answer) { Elapsed = elapsed };
    }

    /// <summary>Steady batches: (rows, bytes allocated) of the median batch.</summary>
    public static (long Records, long Bytes) Allocations()
    {
        if (PlantTable.WhyNot() is { } reason)
            throw new UsageException(reason);
        using var table = new PlantTable();
        table.Clear();
        var bytes = new List<long>();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Write(new PlantRows(), table, partitions: 1, batches: 9, _ =>
        {
            var now = GC.GetTotalAllocatedBytes(precise: true);
            bytes.Add(now - before);
            before = now;
        });
        bytes.Sort();
        return (PlantRows.BatchRows, bytes[bytes.Count / 2]);
    }

    private static void Write(PlantRows rows, PlantTable table, int partitions, int batches, Action<int> after)
    {
        var clock = new ManualClock();
        using var context = new StreamingContext("plant", TimeSpan.FromSeconds(1), EngineWordCount.Options(clock, partitions));
        var queue = new ConcurrentQueue<IReadOnlyList<PlantRow>>();
        context.QueueStream(queue).SaveToPostgres(
            new PostgresOptions { ConnectionString = table.ConnectionString, Table = "plant" },
            columns => columns.Add("id", row => row.Id).Add("machine", row => row.Machine).Add("celsius", row => row.Celsius)
            .Add("at", row => row.At));
        context.Start();
        for (var batch = 0; batch < batches; batch++)
        {
            queue.Enqueue(rows.Batch);
            clock.Advance(TimeSpan.FromSeconds(1));
            if (!context.AwaitDueBatches(TimeSpan.FromMinutes(1)))
                throw new TimeoutException("the batch was not finished in a minute");
            after(batch);
        }

        context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
    }
}
