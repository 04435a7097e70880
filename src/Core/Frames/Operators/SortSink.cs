namespace HotStream;

/// <summary>
/// The rows of one partition with the values of their keys, sorted at the end. Those for which there is no room are sorted before, and
/// written as a run of rows in order.
/// </summary>
internal sealed class SortSink : ColumnSink, IRested, IDisposable
{
    private const int LeastKept = 8192;

    private readonly SortPlan _plan;
    private readonly SortOrder _order;
    private readonly Execution _run;
    private readonly ColumnProgram _program;
    private readonly ColumnVector[] _columns;
    private readonly DataType[] _types;
    private readonly Held _held;
    private ColumnTable _rows;

    public SortSink(SortPlan plan, Execution run)
    {
        _plan = plan;
        _order = new SortOrder(plan);
        _run = run;
        run.Own(this);
        _held = new Held(run.Memory, "a sort", maySpill: true);
        Bound[] all = [.. plan.Output.Select(column => new BoundColumn(column)), .. plan.Keys.Select(key => key.Expression)];
        _program = new ColumnProgram(all, plan.Inputs[0].Output);
        _columns = new ColumnVector[all.Length];
        _types = [.. all.Select(one => one.Type)];
        _rows = new ColumnTable(_types);
    }

    /// <summary>The columns of the rows, then those of the keys.</summary>
    public IReadOnlyList<DataType> Types => _types;

    /// <summary>What was written, in the order in which its rows came; those in memory came last.</summary>
    public List<StoredRows> Stored { get; } = [];

    /// <summary>Those in memory.</summary>
    public ColumnTable Rows => _rows;

    /// <summary>The numbers of the rows in memory in their order.</summary>
    public int[] Sorted { get; private set; } = [];

    public long Bytes => _held.Bytes;

    public override bool Push(ColumnBatch batch)
    {
        _program.Run(batch, _columns);
        if (_held.MustSpill(BytesOf(_rows.Count + batch.Count) + _rows.BytesWith(batch.Count)) && _rows.Count > 0)
        {
            Spill();
            _held.Count(BytesOf(batch.Count) + _rows.BytesWith(batch.Count));
        }

        _rows.Append(_columns, batch.Rows);
        if (_plan.Limit < int.MaxValue / 4 && _rows.Count > Math.Max(LeastKept, _plan.Limit * 4))
        {
            KeepFirst();
        }

        return true;
    }

    public override void Complete()
    {
        Sorted = Sort();
        _held.Count(BytesOf(_rows.Count) + _rows.Bytes);
        _held.Rest(this);
    }

    /// <summary>Its rows are about to be read.</summary>
    public void Wake() => _held.Wake(this);

    public void Spill()
    {
        int[] order = Sorted.Length > 0 ? Sorted : Sort();
        var stored = new StoredRows(_run.Disk, _types);
        stored.Add(_rows, order.AsSpan(0, (int)Math.Min(order.Length, _plan.Limit)), _run.Memory.BlockBytes);
        Stored.Add(stored);
        Sorted = [];
        _rows.Dispose();
        _rows = new ColumnTable(_types);
        _held.Count(0);
    }

    public void PushTo(ColumnSink sink)
    {
        var rows = new Passing(sink, _order.Width);
        int count = (int)Math.Min(Sorted.Length, _plan.Limit);
        if (count > 0)
        {
            _rows.PushTo(rows, Sorted.AsSpan(0, count));
        }
    }

    public void Dispose()
    {
        if (!_run.Disown(this))
        {
            return;
        }

        _program.Dispose();
        _rows.Dispose();
        _held.Dispose();
    }

    private static long BytesOf(int rows) => rows * (long)RowSort.RowBytes; // of their order

    private int[] Sort() => RowSort.Sort(_plan, _order, _rows.Columns, _rows.Count);

    private void KeepFirst()
    {
        int[] order = Sort();
        var kept = new ColumnTable(_types);
        int[] first = order[..(int)Math.Min(order.Length, _plan.Limit)];
        Array.Sort(first); // as they came, so that of equal ones the earlier stays first
        kept.Append(_rows.Columns, first);
        _rows.Dispose();
        _rows = kept;
    }

    /// <summary>Leaves the keys behind.</summary>
    private sealed class Passing(ColumnSink next, int width) : ColumnSink
    {
        public override bool Push(ColumnBatch batch)
        {
            var rows = new ColumnBatch(batch.Columns[..width]);
            rows.SelectLike(batch);
            return next.Push(rows);
        }
    }
}
