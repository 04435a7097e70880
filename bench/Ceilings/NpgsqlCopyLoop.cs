using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace HotStream.Bench;

/// <summary>What a careful program does without an engine: one connection, one binary COPY for each batch, value by value.</summary>
internal static class NpgsqlCopyLoop
{
    public static JobOutcome Run(PlantRows rows, PlantTable table)
    {
        table.Clear();
        long started = 0;
        using (var connection = table.Open())
        {
            for (var batch = 0; batch <= PlantRows.Batches; batch++)
            {
                if (batch == 1)
                {
                    table.Empty(); // as the engine's, the first batch is not timed
                    started = Stopwatch.GetTimestamp();
                }

                using var import = connection.BeginBinaryImport("COPY plant (id, machine, celsius, at) FROM STDIN (FORMAT binary)");
                foreach (var row in rows.Batch)
                {
                    import.StartRow();
                    import.Write(row.Id, NpgsqlDbType.Bigint);
                    import.Write(row.MachineText, NpgsqlDbType.Text);
                    import.Write(row.Celsius, NpgsqlDbType.Double);
                    import.Write(row.At, NpgsqlDbType.TimestampTz);
                }

                import.Complete();
            }
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        return new JobOutcome(PlantRows.Count, table.Answer) { Elapsed = elapsed };
    }

    /// <summary>The same bytes, ready made: what the server takes.</summary>
    public static JobOutcome Ready(PlantRows rows, PlantTable table)
    {
        table.Clear();
        using var connection = table.Open();
        using (var import = connection.BeginBinaryImport("COPY plant (id, machine, celsius, at) FROM STDIN (FORMAT binary)"))
        {
            foreach (var row in rows.Batch)
                import.WriteRow(row.Id, row.MachineText, row.Celsius, row.At);
            import.Complete();
        }

        var bytes = new MemoryStream();
        using (var export = connection.BeginRawBinaryCopy("COPY plant (id, machine, celsius, at) TO STDOUT (FORMAT binary)"))
            export.CopyTo(bytes);
        table.Clear();
        var started = Stopwatch.GetTimestamp();
        for (var batch = 0; batch < PlantRows.Batches; batch++)
        {
            using var import = connection.BeginRawBinaryCopy("COPY plant (id, machine, celsius, at) FROM STDIN (FORMAT binary)");
            import.Write(bytes.GetBuffer(), 0, (int)bytes.Length);
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        return new JobOutcome(PlantRows.Count, table.Answer) { Elapsed = elapsed, AllocatesHere = false };
    }
}
