namespace HotStream;

/// <summary>Rows sorted by their keys and the start of their own session; those of a session are kept until it ends.</summary>
internal sealed unsafe class SessionSink : PipeSink
{
    private readonly ColumnProgram _program;
    private readonly ColumnVector[] _computed; // the keys, then the row's own session
    private readonly DataType[] _keyTypes;
    private readonly Held _held;
    private readonly IReadOnlyList<DataType> _types;
    private readonly int[] _place = new int[1];
    private readonly Ending _ending;
    private ColumnTable _rows;
    private ColumnTable _keys;
    private long _start;
    private long _end;

    public SessionSink(ColumnSink next, SessionPlan plan, Execution run)
        : base(next)
    {
        _held = new Held(run.Memory, "a session", maySpill: false);
        _ending = new Ending(next);
        _program = new ColumnProgram([.. plan.Keys, plan.Own], plan.Inputs[0].Output);
        _computed = new ColumnVector[plan.Keys.Count + 1];
        _keyTypes = [.. plan.Keys.Select(key => key.Type)];
        _types = [.. plan.Inputs[0].Output.Select(column => column.Type)];
        _keys = new ColumnTable(_keyTypes);
        _rows = new ColumnTable(_types);
    }

    public override bool Push(ColumnBatch batch)
    {
        _program.Run(batch, _computed);
        bool wanted = true;
        for (int i = 0; i < batch.Count && wanted; i++)
        {
            int row = batch.PlaceOf(i);
            ColumnVector own = _computed[^1];
            if (own.IsNull(row))
            {
                continue;
            }

            long start = Cell.Read<long>(own.Children[0], row);
            if (_rows.Count > 0 && (start > _end || !HasSameKeys(row)))
            {
                wanted = Flush();
            }

            _place[0] = row;
            if (_rows.Count == 0)
            {
                _keys.Dispose();
                _keys = new ColumnTable(_keyTypes);
                _keys.Append(_computed[..^1], _place);
                _start = start;
            }

            _end = Math.Max(_rows.Count == 0 ? long.MinValue : _end, Cell.Read<long>(own.Children[1], row));
            _rows.Append(batch.Columns, _place);
        }

        _held.Set(_rows.Bytes);
        return wanted;
    }

    public override void Complete() => Flush();

    public override void Dispose()
    {
        _held.Dispose();
        _program.Dispose();
        _rows.Dispose();
        _keys.Dispose();
        _ending.Dispose();
    }

    private bool HasSameKeys(int row)
    {
        for (int i = 0; i < _keyTypes.Length; i++)
        {
            if (Order.Compare(_computed[i], row, _keys.Columns[i], 0) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private bool Flush()
    {
        if (_rows.Count == 0)
        {
            return true;
        }

        bool wanted = _rows.PushTo(_ending.Of(_start, _end));
        _rows.Dispose();
        _rows = new ColumnTable(_types);
        return wanted;
    }

    /// <summary>Puts the session behind the columns.</summary>
    private sealed class Ending(ColumnSink next) : ColumnSink, IDisposable
    {
        private readonly ColumnVector _session = new(WindowFunctions.TypeOf());

        public Ending Of(long start, long end)
        {
            for (int row = 0; row < ColumnBatch.MaxRows; row++)
            {
                WindowFunctions.Put(_session, row, start, end);
            }

            return this;
        }

        public override bool Push(ColumnBatch batch)
        {
            var rows = new ColumnBatch([.. batch.Columns, _session]);
            rows.SelectLike(batch);
            return next.Push(rows);
        }

        public void Dispose() => _session.Dispose();
    }
}
