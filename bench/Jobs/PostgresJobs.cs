namespace HotStream.Bench;

/// <summary>Jobs about PostgreSQL.</summary>
internal static class PostgresJobs
{
    public static IReadOnlyList<Job> All => [new Job("postgres", Append) { Unit = "M rows/s" }];

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
