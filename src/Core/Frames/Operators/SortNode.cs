namespace HotStream;

/// <summary>
/// Rows in an order. Each partition keeps its rows with the values of their keys and sorts the numbers of rows; then the partitions are
/// merged. Of equal rows the earlier comes first. With a limit only the first so many of each partition are kept.
/// </summary>
internal sealed class SortNode(Node input, SortPlan plan) : Node
{
    private SortSink[] _parts = [];

    public override int Partitions => 1;

    public override void Prepare(Execution run)
    {
        input.Prepare(run);
        _parts = new SortSink[input.Partitions];
        run.ForAll(_parts.Length, partition =>
        {
            _parts[partition] = new SortSink(plan, run);
            input.Run(partition, _parts[partition]);
            _parts[partition].Complete();
        });
    }

    public override void Run(int partition, ColumnSink sink)
    {
        if (_parts.Length == 1)
        {
            _parts[0].PushTo(sink);
        }
        else
        {
            Merge(sink);
        }

        foreach (SortSink part in _parts)
        {
            part.Dispose();
        }
    }

    private void Merge(ColumnSink sink)
    {
        var heads = new PriorityQueue<(int Part, int At), (int Part, int Row)>(Comparer<(int Part, int Row)>.Create((left, right) =>
            SortSink.Compare(plan, _parts[left.Part], left.Row, _parts[right.Part], right.Row) is int order and not 0 ? order
                : left.Part - right.Part));
        for (int part = 0; part < _parts.Length; part++)
        {
            if (_parts[part].Sorted.Length > 0)
            {
                heads.Enqueue((part, 0), (part, _parts[part].Sorted[0]));
            }
        }

        var merged = new ColumnTable(plan.Output.Select(column => column.Type));
        int[] place = new int[1];
        bool wanted = true;
        for (long left = plan.Limit; left > 0 && wanted
            && heads.TryDequeue(out (int Part, int At) head, out (int Part, int Row) row); left--)
        {
            place[0] = row.Row;
            merged.Append(_parts[head.Part].Rows, place);
            if (head.At + 1 < _parts[head.Part].Sorted.Length)
            {
                heads.Enqueue((head.Part, head.At + 1), (head.Part, _parts[head.Part].Sorted[head.At + 1]));
            }

            if (merged.Count == ColumnBatch.MaxRows)
            {
                wanted = merged.PushTo(sink);
                merged.Dispose();
                merged = new ColumnTable(plan.Output.Select(column => column.Type));
            }
        }

        _ = wanted && merged.PushTo(sink);
        merged.Dispose();
    }
}
