namespace HotStream;

/// <summary>Rows in memory.</summary>
internal sealed class MemorySource(Schema schema, ColumnTable rows) : FrameSource
{
    public override Schema Schema => schema;

    public override int Partitions => 1;

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
        rows.PushTo(new Projected(sink, projection, cancellation));

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

    private sealed class Projected(ColumnSink next, IReadOnlyList<int> projection, CancellationToken cancellation) : ColumnSink
    {
        public override bool Push(ColumnBatch batch)
        {
            cancellation.ThrowIfCancellationRequested();
            var projected = new ColumnBatch([.. projection.Select(place => batch.Columns[place])]);
            projected.SetLength(batch.Length);
            return next.Push(projected);
        }
    }
}
