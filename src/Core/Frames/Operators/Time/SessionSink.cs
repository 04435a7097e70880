namespace HotStream;

/// <summary>
/// Rows sorted by their keys and the start of their own session; those of a session are kept until it ends, and go on with those of others
/// when they are a batch.
/// </summary>
internal sealed unsafe class SessionSink : PipeSink
{
    private readonly ColumnProgram _program;
    private readonly ColumnVector[] _computed; // the keys, then the row's own session
    private readonly DataType[] _keyTypes;
    private readonly Held _held;
    private readonly IReadOnlyList<DataType> _types;
    private readonly int[] _places = new int[ColumnBatch.MaxRows]; // of the batch, to be kept
    private readonly Ending _ending;
    private readonly List<Ended> _ended = [];
    private readonly ColumnTable _keys; // of the session that goes on
    private ColumnTable _rows;          // of sessions that ended, then of the one that goes on
    private int _waiting;               // places
    private int _since;                 // where the session begins that goes on
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

    /// <summary>Rows of sessions that were not passed on.</summary>
    private int Count => _rows.Count + _waiting;

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
            if (Count > _since && (start > _end || !HasSameKeys(row)))
            {
                wanted = End(batch.Columns);
            }

            _places[_waiting++] = row;
            if (Count == _since + 1)
            {
                _keys.Clear();
                _keys.Append(_computed, _places.AsSpan(_waiting - 1, 1));
                (_start, _end) = (start, long.MinValue);
            }

            _end = Math.Max(_end, Cell.Read<long>(own.Children[1], row));
        }

        Keep(batch.Columns);
        _held.Set(_rows.Bytes);
        return wanted;
    }

    public override void Complete()
    {
        if (End([]))
        {
            Flush();
        }
    }

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

    private void Keep(ColumnVector[] columns)
    {
        if (_waiting > 0)
        {
            _rows.Append(columns, _places.AsSpan(0, _waiting));
            _waiting = 0;
        }
    }

    /// <summary>The session that goes on, if one does, has no more rows; false when none are wanted.</summary>
    private bool End(ColumnVector[] columns)
    {
        if (Count == _since)
        {
            return true;
        }

        _since = Count;
        _ended.Add(new Ended(_since, _start, _end));
        if (_since < ColumnBatch.MaxRows)
        {
            return true;
        }

        Keep(columns);
        return Flush();
    }

    /// <summary>Passes on the sessions that ended.</summary>
    private bool Flush()
    {
        bool wanted = _rows.PushTo(_ending.Of(_ended));
        _ended.Clear();
        _since = 0;
        if (_rows.Count <= 2 * ColumnBatch.MaxRows)
        {
            _rows.Clear();
            return wanted;
        }

        _rows.Dispose(); // a long session's memory is not kept
        _rows = new ColumnTable(_types);
        return wanted;
    }

    /// <summary>A session, and how many rows there are up to its end.</summary>
    private readonly record struct Ended(int Rows, long Start, long End);

    /// <summary>Puts sessions behind the columns.</summary>
    private sealed class Ending(ColumnSink next) : ColumnSink, IDisposable
    {
        private readonly ColumnVector _session = new(WindowFunctions.TypeOf());
        private List<Ended> _ended = [];
        private int _at;
        private int _passed; // rows

        public Ending Of(List<Ended> ended)
        {
            (_ended, _at, _passed) = (ended, 0, 0);
            return this;
        }

        public override bool Push(ColumnBatch batch)
        {
            for (int row = 0; row < batch.Length; row++)
            {
                while (_passed + row >= _ended[_at].Rows)
                {
                    _at++;
                }

                WindowFunctions.Put(_session, row, _ended[_at].Start, _ended[_at].End);
            }

            _passed += batch.Length;
            var rows = new ColumnBatch([.. batch.Columns, _session]);
            rows.SelectLike(batch);
            return next.Push(rows);
        }

        public void Dispose() => _session.Dispose();
    }
}
