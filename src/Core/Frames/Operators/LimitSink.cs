namespace HotStream;

/// <summary>Passes so many rows on, after so many others.</summary>
internal sealed unsafe class LimitSink(ColumnSink next, long count, long skipped) : ColumnSink
{
    private long _skip = skipped;
    private long _left = count;

    public override bool Push(ColumnBatch batch)
    {
        if (_left <= 0)
        {
            return false;
        }

        int from = (int)Math.Min(_skip, batch.Count);
        int to = (int)(from + Math.Min(batch.Count - from, _left));
        _skip -= from;
        if (to == from)
        {
            return _left > 0;
        }

        _left -= to - from;
        return (from == 0 && to == batch.Count ? next.Push(batch) : next.Push(Part(batch, from, to))) && _left > 0;
    }

    private ColumnBatch Part(ColumnBatch batch, int from, int to)
    {
        var part = new ColumnBatch(batch.Columns);
        part.SetLength(batch.Length);
        for (int i = from; i < to; i++)
        {
            part.Places[i - from] = (ushort)batch.PlaceOf(i);
        }

        part.Select(to - from);
        return part;
    }
}
