namespace HotStream.Bench;

/// <summary>Jobs about PostgreSQL.</summary>
internal static class PostgresJobs
{
    private const int RowsForEachChange = 100; // of --rows

    public static IReadOnlyList<Job> All(BenchOptions options) =>
    [
        new Job("postgres", Append) { Unit = "M rows/s" },
        new Job("postgres-changes", () => Changes(options.Rows / RowsForEachChange)) { Unit = "M changes/s" },
    ];

    private static JobInput Changes(int count)
    {
        if (PlantTable.WhyNot() is { } reason)
        {
            return new JobInput([new JobSystem("HotStream", RowKind.Engine, default(JobAnswer), () => throw new InvalidOperationException())
            {
                Unavailable = () => reason,
            }], []);
        }

        var table = new ChangeTable(count);
        return new JobInput(
            [
                new JobSystem("HotStream PostgresChangeStream", RowKind.Engine, table.Answer, () => EnginePostgresChanges.Run(table)),
                new JobSystem("Npgsql 10 replication loop", RowKind.Loop, table.Answer, () => NpgsqlChangeLoop.Run(table)),
            ],
            [
                $"{count:N0} inserted rows of four columns, 1000 a transaction, wait in the server's log; their ids are summed; "
                    + "PostgreSQL on this machine, which decodes its log for each run again",
                "the engine has each row as JSON, the loop each value as a string; the second half is measured",
            ])
        { Owned = [table] };
    }

    private static JobInput Append()
    {
        var rows = new PlantRows();
        var table = new PlantTable();
        return new JobInput(
            [
                Row("HotStream SaveToPostgres", RowKind.Engine, () => EnginePostgres.Run(rows, table, 1), "1 partition, batches noted"),
                Row("HotStream SaveToPostgres, 2 partitions", RowKind.Engine, () => EnginePostgres.Run(rows, table, 2), "2 connections"),
                Row("NpgsqlBinaryImporter loop", RowKind.Loop, () => NpgsqlCopyLoop.Run(rows, table)),
                Row("ready bytes", RowKind.Limit, () => NpgsqlCopyLoop.Ready(rows, table)),
            ],
            [
                $"{PlantRows.Batches} batches of {PlantRows.BatchRows:N0} rows (bigint, text of 12 letters, double precision, "
                    + "timestamptz), each committed; PostgreSQL on this machine, fsync off",
                "count, distinct machines and sums are read back after every run; limit: the same rows encoded before",
            ])
        { Owned = [table] };

        JobSystem Row(string name, RowKind kind, Func<JobOutcome> run, string note = "") =>
            new(name, kind, kind == RowKind.Limit ? null : rows.Answer, run) { Unavailable = PlantTable.WhyNot, Note = note };
    }
}
