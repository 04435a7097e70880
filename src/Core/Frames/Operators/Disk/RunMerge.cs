using System.Buffers;

namespace HotStream;

/// <summary>Makes one run of rows in order of several; of equal rows those of the earlier run come first.</summary>
internal sealed class RunMerge(SortPlan plan, IReadOnlyList<DataType> types, Execution run)
{
    private readonly SortOrder _order = new(plan);
    private readonly Held _held = new(run.Memory, "a sort", maySpill: false);

    /// <summary>Pushes the rows without their keys. Runs on disk are merged first until there are few enough of them.</summary>
    public void PushTo(ColumnSink sink, IReadOnlyList<Func<SortedRun>> runs)
    {
        while (runs.Count > run.Memory.RunsAtOnce)
        {
            runs = [.. runs.Chunk(run.Memory.RunsAtOnce).Select(some => some.Length == 1 ? some[0] : Together(some))];
        }

        Merge(sink, runs, [.. types.Take(_order.Width)]);
        _held.Dispose();
    }

    private Func<SortedRun> Together(IReadOnlyList<Func<SortedRun>> runs)
    {
        var stored = new StoredRows(run.Disk, types);
        Merge(new StoringSink(stored), runs, types);
        return () => new SortedRun.OnDisk(stored, run.Cancellation);
    }

    private void Merge(ColumnSink sink, IReadOnlyList<Func<SortedRun>> some, IReadOnlyList<DataType> kept)
    {
        SortedRun[] runs = [.. some.Select(open => run.Own(open()))];
        int most = StoredRows.RowsOf(run.Memory.BlockBytes, runs.Sum(one => one.Size.Bytes), runs.Sum(one => one.Size.Rows));
        _held.Count(2L * run.Memory.BlockBytes * runs.Count(one => one is SortedRun.OnDisk));
        var heads = new PriorityQueue<int, int>(Comparer<int>.Create((left, right) => Compare(runs, left, right)));
        for (int i = 0; i < runs.Length; i++)
        {
            if (runs[i].Next())
            {
                heads.Enqueue(i, i);
            }
        }

        using var merged = new ColumnTable(kept);
        int[] places = new int[most];
        bool wanted = true;
        for (long left = plan.Limit; left > 0 && wanted && heads.TryDequeue(out int from, out _);)
        {
            (SortedRun rows, int count, bool hasMore) = (runs[from], 0, true);
            bool hasOthers = heads.TryPeek(out int next, out _);
            do
            {
                places[count++] = rows.Row;
                left--;
                if (count == most - merged.Count || rows.IsLastOfBlock || left == 0)
                {
                    merged.Append(rows.Columns, places.AsSpan(0, count));
                    count = 0;
                    wanted = merged.Count < most || Push(merged, sink);
                }

                hasMore = rows.Next();
            }
            while (hasMore && wanted && left > 0 && (!hasOthers || Compare(runs, from, next) < 0));

            merged.Append(rows.Columns, places.AsSpan(0, count));
            if (hasMore)
            {
                heads.Enqueue(from, from);
            }
        }

        _ = wanted && merged.Count > 0 && Push(merged, sink);
        foreach (SortedRun one in runs)
        {
            run.Disown(one);
            one.Dispose();
        }
    }

    private int Compare(SortedRun[] runs, int left, int right) =>
        _order.Compare(runs[left].Columns, runs[left].Row, runs[right].Columns, runs[right].Row) is int order and not 0 ? order
            : left - right;

    private bool Push(ColumnTable merged, ColumnSink sink)
    {
        run.Cancellation.ThrowIfCancellationRequested();
        bool wanted = merged.PushTo(sink);
        merged.Clear();
        return wanted;
    }

    private sealed class StoringSink(StoredRows stored) : ColumnSink
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();

        public override bool Push(ColumnBatch batch)
        {
            stored.Add(batch.Columns, batch.Length, _buffer);
            return true;
        }
    }
}
