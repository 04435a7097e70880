namespace HotStream;

/// <summary>Rows in memory.</summary>
internal sealed class MemorySource(Schema schema, ColumnTable rows) : FrameSource
{
    private const int RowsOfPart = 64 * ColumnBatch.MaxRows; // fewer are not worth a thread of their own

    public override Schema Schema => schema;

    public override int Partitions => Math.Clamp(rows.Count / RowsOfPart, 1, Environment.ProcessorCount);

    public static MemorySource Of(Schema schema, IEnumerable<IReadOnlyList<object?>> rows)
    {
        using var memory = new MemoryRows(schema);
        long number = 0;
        foreach (IReadOnlyList<object?> row in rows)
        {
            Write(schema, memory, row, number++);
            memory.Next();
        }

        return memory.ToSource();
    }

    public override void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation) =>
        rows.PushTo(new Stoppable(sink, cancellation), projection, Start(partition), Start(partition + 1));

    public override string ToString() => $"memory ({rows.Count} rows)";

    private static void Write(Schema schema, MemoryRows rows, IReadOnlyList<object?> row, long number)
    {
        if (row.Count != schema.Count)
        {
            throw new ArgumentException($"Row {number} has {row.Count} values; there are {schema.Count} columns.", nameof(row));
        }

        for (int i = 0; i < row.Count; i++)
        {
            try
            {
                Cell.FromObject(rows.Columns[i], rows.Count, row[i], rows.Texts);
            }
            catch (Exception wrong) when (wrong is InvalidCastException or FormatException or OverflowException)
            {
                throw new ArgumentException($"Row {number} has a {row[i]!.GetType().Name} in column '{schema[i].Name}', which is "
                    + $"{schema[i].Type}.", nameof(row), wrong);
            }
        }
    }

    /// <summary>The first row of a partition: as many batches in each.</summary>
    private int Start(int partition)
    {
        long batches = (rows.Count + ColumnBatch.MaxRows - 1) / ColumnBatch.MaxRows;
        return (int)Math.Min(rows.Count, batches * partition / Partitions * ColumnBatch.MaxRows);
    }

    private sealed class Stoppable(ColumnSink next, CancellationToken cancellation) : ColumnSink
    {
        public override bool Push(ColumnBatch batch)
        {
            cancellation.ThrowIfCancellationRequested();
            return next.Push(batch);
        }
    }
}
