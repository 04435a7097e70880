namespace HotStream;

/// <summary>Rows dealt anew to so many partitions of about the same size.</summary>
internal sealed class RepartitionNode(Node input, int partitions, IReadOnlyList<DataType> types) : Node
{
    private ColumnTable[][]? _dealt;

    public override int Partitions => partitions;

    public override void Prepare(Execution run)
    {
        input.Prepare(run);
        _dealt = new ColumnTable[input.Partitions][];
        run.ForAll(input.Partitions, from =>
        {
            _dealt[from] = [.. Enumerable.Range(0, partitions).Select(_ => new ColumnTable(types))];
            input.Run(from, new DealSink(_dealt[from], run, from));
        });
    }

    public override void Run(int partition, ColumnSink sink)
    {
        bool wanted = true;
        foreach (ColumnTable[] tables in _dealt!)
        {
            wanted = wanted && tables[partition].PushTo(sink);
            tables[partition].Dispose();
        }
    }

    /// <summary>Deals rows in turn.</summary>
    private sealed unsafe class DealSink(ColumnTable[] tables, Execution run, int first) : ColumnSink
    {
        private readonly int[] _places = new int[ColumnBatch.MaxRows];
        private int _next = first;

        public override bool Push(ColumnBatch batch)
        {
            for (int i = 0; i < tables.Length; i++)
            {
                int count = 0;
                for (int row = i; row < batch.Count; row += tables.Length)
                {
                    _places[count++] = batch.PlaceOf(row);
                }

                ColumnTable table = tables[(_next + i) % tables.Length];
                long before = table.Bytes;
                table.Append(batch.Columns, _places.AsSpan(0, count));
                run.Charge(table.Bytes - before, "a repartition");
            }

            _next++;
            return true;
        }
    }
}
