namespace HotStream;

/// <summary>Rows of one side meet those that are kept.</summary>
internal sealed unsafe class JoinSink : PipeSink
{
    private readonly KeptSide _table;
    private readonly JoinType _kind;
    private readonly ColumnProgram _keys;
    private readonly ColumnProgram? _rest;
    private readonly ColumnVector[] _computed;
    private readonly ColumnBatch _pairs;
    private readonly ColumnBatch _result;
    private readonly int _probeCount;
    private readonly int[] _order; // of each output column its place among the pairs' columns
    private readonly int[] _needed; // the pairs' columns that are copied
    private readonly int[] _left = new int[ColumnBatch.MaxRows];
    private readonly int[] _right = new int[ColumnBatch.MaxRows];
    private readonly bool[] _matched = new bool[ColumnBatch.MaxRows];
    private readonly NativeBlock _groups = new(sizeof(int) * ColumnBatch.MaxRows);
    private readonly CancellationToken _cancellation;
    private int _count;

    public JoinSink(ColumnSink next, KeptSide table, JoinParts parts, JoinType kind, CancellationToken cancellation)
        : base(next)
    {
        _cancellation = cancellation;
        _table = table;
        _kind = kind;
        _probeCount = parts.ProbeColumns.Count;
        _keys = new ColumnProgram([.. parts.Keys.Select(key => key.Probe)], parts.ProbeColumns);
        _computed = new ColumnVector[parts.Keys.Count];
        _rest = parts.Rest.Count == 0 ? null : new ColumnProgram([Conjunction.Join(parts.Rest)!], parts.Pairs) { AreMoved = true };
        _pairs = new ColumnBatch([.. parts.Pairs.Select(column => new ColumnVector(column.Type))]);
        _order = parts.Order();
        _needed = parts.Needed();
        _result = new ColumnBatch(new ColumnVector[_order.Length]);
    }

    private bool IsFilter => _kind is JoinType.LeftSemi or JoinType.LeftAnti;

    public override bool Push(ColumnBatch batch)
    {
        _keys.Run(batch, _computed);
        int* groups = (int*)_groups.Pointer;
        _table.Find(_computed, batch.Rows, groups);
        _matched.AsSpan(0, batch.Length).Clear();
        bool wanted = true;
        for (int i = 0; i < batch.Count && wanted; i++)
        {
            int row = batch.PlaceOf(i);
            for (int other = _table.Last(groups[i]); other >= 0 && wanted; other = _table.Before(other))
            {
                if (IsFilter && _rest is null)
                {
                    _matched[row] = true;
                    break;
                }

                _left[_count] = row;
                _right[_count++] = other;
                wanted = _count < ColumnBatch.MaxRows || FlushPairs(batch);
            }
        }

        wanted = wanted && FlushPairs(batch);
        return wanted && _kind switch
        {
            JoinType.Left => PushUnmatched(batch),
            JoinType.LeftSemi => PushRows(batch, true),
            JoinType.LeftAnti => PushRows(batch, false),
            _ => true,
        };
    }

    public override void Dispose()
    {
        _keys.Dispose();
        _rest?.Dispose();
        _groups.Dispose();
        _pairs.DisposeColumns();
    }

    private bool FlushPairs(ColumnBatch batch)
    {
        if (_count == 0)
        {
            return true;
        }

        _cancellation.ThrowIfCancellationRequested(); // one row may have millions of partners
        Gather(batch, _count);
        if (_rest is not null)
        {
            _rest.Filter(_pairs);
        }

        for (int i = 0; i < _pairs.Count; i++)
        {
            _matched[_left[_pairs.PlaceOf(i)]] = true;
        }

        _count = 0;
        return IsFilter || _pairs.Count == 0 || PushPairs();
    }

    /// <summary>Rows without a partner, with nulls for it.</summary>
    private bool PushUnmatched(ColumnBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            int row = batch.PlaceOf(i);
            if (!_matched[row])
            {
                _left[_count] = row;
                _right[_count++] = -1;
            }
        }

        if (_count == 0)
        {
            return true;
        }

        Gather(batch, _count);
        _count = 0;
        return PushPairs();
    }

    private bool PushRows(ColumnBatch batch, bool matched)
    {
        ColumnBatch rows = _result;
        for (int i = 0; i < _order.Length; i++)
        {
            rows.Columns[i] = batch.Columns[_order[i]];
        }

        rows.SetLength(batch.Length);
        int kept = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            int row = batch.PlaceOf(i);
            rows.Places[kept] = (ushort)row;
            kept += _matched[row] == matched ? 1 : 0;
        }

        rows.Select(kept);
        return kept == 0 || Next.Push(rows);
    }

    private void Gather(ColumnBatch batch, int count)
    {
        foreach (int i in _needed)
        {
            _pairs.Columns[i].ClearNulls();
            ColumnVector from = i < _probeCount ? batch.Columns[i] : _table.Rows.Columns[i - _probeCount];
            ColumnCopy.Append(from, (i < _probeCount ? _left : _right).AsSpan(0, count), _pairs.Columns[i], 0, null);
        }

        _pairs.SetLength(count);
    }

    private bool PushPairs()
    {
        for (int i = 0; i < _order.Length; i++)
        {
            _result.Columns[i] = _pairs.Columns[_order[i]];
        }

        _result.SelectLike(_pairs);
        return Next.Push(_result);
    }
}
