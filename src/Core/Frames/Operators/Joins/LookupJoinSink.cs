namespace HotStream;

/// <summary>
/// Rows of one side meet those that are kept, of which no two have the same key. No row moves: those without a partner are left out of the
/// selection, and the partners' values are written beside the rows that have one.
/// </summary>
internal sealed unsafe class LookupJoinSink : PipeSink
{
    private readonly KeptSide _table;
    private readonly JoinType _kind;
    private readonly ColumnProgram _keys;
    private readonly ColumnProgram? _rest;
    private readonly ColumnVector[] _computed;
    private readonly ColumnBatch _pairs; // the columns of both sides; of the kept one only those that are asked for
    private readonly ColumnBatch _result;
    private readonly int[] _order; // of each output column its place among the pairs' columns
    private readonly int[] _fetched; // the pairs' columns that are copied from the kept side
    private readonly int _probeCount;
    private readonly int[] _partners = new int[ColumnBatch.MaxRows];
    private readonly int _nobody; // the partner of rows that are left out
    private readonly NativeBlock _groups = new(sizeof(int) * ColumnBatch.MaxRows);

    public LookupJoinSink(ColumnSink next, KeptSide table, JoinParts parts, JoinType kind)
        : base(next)
    {
        _table = table;
        _kind = kind;
        _probeCount = parts.ProbeColumns.Count;
        _keys = new ColumnProgram([.. parts.Keys.Select(key => key.Probe)], parts.ProbeColumns);
        _computed = new ColumnVector[parts.Keys.Count];
        _rest = parts.Rest.Count == 0 ? null : new ColumnProgram([Conjunction.Join(parts.Rest)!], parts.Pairs) { AreMoved = true };
        _order = parts.Order();
        _fetched = [.. parts.Needed().Where(place => place >= _probeCount)];
        _pairs = new ColumnBatch(new ColumnVector[parts.Pairs.Count]);
        foreach (int place in _fetched)
        {
            _pairs.Columns[place] = new ColumnVector(parts.Pairs[place].Type);
        }

        _nobody = _fetched.Any(place => parts.Pairs[place].Type.IsNested) ? -1 : 0; // a list would be copied for each of them
        _result = new ColumnBatch(new ColumnVector[_order.Length]);
    }

    /// <summary>Whether a join can be done so.</summary>
    public static bool Fits(KeptSide table, JoinParts parts, JoinType kind) =>
        table.IsUnique && (parts.Rest.Count == 0 || kind == JoinType.Inner);

    public override bool Push(ColumnBatch batch)
    {
        _keys.Run(batch, _computed);
        int* partners = (int*)_groups.Pointer;
        _table.Find(_computed, batch.Rows, partners);
        _table.ToRows(partners, batch.Count);
        Array.Copy(batch.Columns, _pairs.Columns, _probeCount);
        _pairs.SelectLike(batch);
        if (_kind != JoinType.Left)
        {
            Select(batch, partners, _kind != JoinType.LeftAnti);
        }

        if (_pairs.Count == 0)
        {
            return true;
        }

        if (_fetched.Length > 0)
        {
            Fetch(batch, partners);
        }

        if (_rest is not null)
        {
            _rest.Filter(_pairs);
        }

        return _pairs.Count == 0 || PushPairs();
    }

    public override void Dispose()
    {
        _keys.Dispose();
        _rest?.Dispose();
        _groups.Dispose();
        foreach (int place in _fetched)
        {
            _pairs.Columns[place].Dispose();
        }
    }

    /// <summary>Selects the rows that have a partner, or those that have none.</summary>
    private void Select(ColumnBatch batch, int* partners, bool having)
    {
        ushort* places = _pairs.Places;
        uint other = having ? 0 : 1u;
        uint kept = 0;
        RowSet rows = batch.Rows;
        for (int i = 0; i < rows.Count; i++)
        {
            places[kept] = (ushort)rows.PlaceOf(i);
            kept += 1 ^ ((uint)partners[i] >> 31) ^ other;
        }

        if (kept < batch.Length)
        {
            _pairs.Select((int)kept);
        }
    }

    private void Fetch(ColumnBatch batch, int* partners)
    {
        Span<int> places = _partners.AsSpan(0, batch.Length);
        places.Fill(_nobody);
        for (int i = 0; i < batch.Count; i++)
        {
            places[batch.PlaceOf(i)] = partners[i] < 0 && _kind != JoinType.Left ? _nobody : partners[i];
        }

        foreach (int place in _fetched)
        {
            _pairs.Columns[place].ClearNulls();
            ColumnCopy.Append(_table.Rows.Columns[place - _probeCount], places, _pairs.Columns[place], 0, null);
        }
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
