namespace HotStream;

/// <summary>The rows of one partition with the values of their keys, sorted at the end.</summary>
internal sealed class SortSink : ColumnSink, IDisposable
{
    private const int LeastKept = 8192;

    private readonly SortPlan _plan;
    private readonly Execution _run;
    private readonly ColumnProgram _program;
    private readonly ColumnVector[] _columns;
    private readonly int _width;
    private ColumnTable _rows;
    private long _charged;

    public SortSink(SortPlan plan, Execution run)
    {
        _plan = plan;
        _run = run;
        _width = plan.Output.Count;
        Bound[] all = [.. plan.Output.Select(column => new BoundColumn(column)), .. plan.Keys.Select(key => key.Expression)];
        _program = new ColumnProgram(all, plan.Inputs[0].Output);
        _columns = new ColumnVector[all.Length];
        _rows = new ColumnTable(all.Select(one => one.Type));
    }

    /// <summary>The kept columns: those of the rows, then those of the keys.</summary>
    public ColumnVector[] Rows => _rows.Columns;

    /// <summary>The numbers of the rows in their order.</summary>
    public int[] Sorted { get; private set; } = [];

    public override bool Push(ColumnBatch batch)
    {
        _program.Run(batch, _columns);
        _rows.Append(_columns, batch.Rows);
        if (_plan.Limit < int.MaxValue / 4 && _rows.Count > Math.Max(LeastKept, _plan.Limit * 4))
        {
            KeepFirst();
        }

        if (_rows.Bytes - _charged > 1 << 20)
        {
            _run.Charge(_rows.Bytes - _charged, "a sort");
            _charged = _rows.Bytes;
        }

        return true;
    }

    public override void Complete() => Sorted = Sort();

    public void PushTo(ColumnSink sink)
    {
        var rows = new Passing(sink, _width);
        int count = (int)Math.Min(Sorted.Length, _plan.Limit);
        if (count > 0)
        {
            _rows.PushTo(rows, Sorted.AsSpan(0, count));
        }
    }

    public void Dispose()
    {
        _program.Dispose();
        _rows.Dispose();
    }

    /// <summary>Order of two rows by their keys; 0 when all are equal.</summary>
    public static int Compare(SortPlan plan, SortSink left, int leftRow, SortSink right, int rightRow)
    {
        for (int i = 0; i < plan.Keys.Count; i++)
        {
            SortKey key = plan.Keys[i];
            ColumnVector a = left.Rows[left._width + i];
            ColumnVector b = right.Rows[right._width + i];
            bool aNull = a.IsNull(leftRow);
            if (aNull || b.IsNull(rightRow))
            {
                if (aNull != b.IsNull(rightRow))
                {
                    return aNull == key.NullsFirst ? -1 : 1;
                }

                continue;
            }

            int order = Order.Compare(a, leftRow, b, rightRow);
            if (order != 0)
            {
                return key.IsDescending ? -order : order;
            }
        }

        return 0;
    }

    private int[] Sort()
    {
        int[] order = new int[_rows.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        order.AsSpan().Sort((left, right) => Compare(_plan, this, left, this, right) is int by and not 0 ? by : left - right);
        return order;
    }

    private void KeepFirst()
    {
        int[] order = Sort();
        var kept = new ColumnTable(_rows.Columns.Select(column => column.Type));
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
