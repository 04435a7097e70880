namespace HotStream.Bench;

/// <summary>
/// The engine reads a slot, in batches of 20 ms, and sums the ids of the rows, which it has as JSON. The second half is measured, when what
/// is used again has been made.
/// </summary>
internal static class EnginePostgresChanges
{
    private const int Held = 10_000; // the default
    private const int GateRows = 100_000; // half of them goes round all that is used again

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static (long Records, long Bytes)? s_allocations; // measured once: a server takes its time

    private static ReadOnlySpan<byte> Begin => "{\"id\":"u8;

    public static JobOutcome Run(ChangeTable table) => Run(table, milliseconds: 20);

    private static JobOutcome Run(ChangeTable table, int milliseconds) => table.Read(slot =>
    {
        long count = 0;
        long sum = 0;
        using var enough = new ManualResetEventSlim();
        RunMeter? half = null;
        long before = 0;
        using var context = new StreamingContext("changes", TimeSpan.FromMilliseconds(milliseconds),
            new StreamingOptions { Partitions = 1, OneActivePerProcess = false });
        context.PostgresChangeStream(table.ConnectionString, slot, ChangeTable.Publication, new PostgresChangeOptions { RecordsMax = Held })
            .ForeachBatch(batch =>
            {
                batch.ForeachPartition(partition =>
                {
                    foreach (ref readonly PostgresChange change in partition.Span)
                        sum += IdOf(change.Row.Bytes);
                    count += partition.Span.Length;
                });
                if (half is null && count >= table.Count / 2)
                    (half, before) = (new RunMeter(), count);
                if (count >= table.Count)
                    enough.Set();
            });
        context.Start();
        if (!enough.Wait(s_patience))
            throw new TimeoutException($"{count} of {table.Count} changes came");
        return half!.Value.Outcome(count, () => QueueTexts.AnswerOf(count, sum), count - before);
    });

    /// <summary>Changes, and bytes allocated for them, of the second half of a run, in few batches.</summary>
    public static (long Records, long Bytes) Allocations()
    {
        if (PlantTable.WhyNot() is { } reason)
            throw new UsageException(reason);
        if (s_allocations is null)
        {
            using var table = new ChangeTable(GateRows);
            using var outcome = Run(table, milliseconds: 200);
            s_allocations = (outcome.Records, outcome.AllocatedBytes!.Value);
        }

        return s_allocations.Value;
    }

    private static long IdOf(ReadOnlySpan<byte> row) => row.StartsWith(Begin) ? QueueTexts.NumberOf(row[Begin.Length..])
        : throw new InvalidDataException("the row does not begin with its id");
}
