namespace HotStream;

/// <summary>Deals rows to parts in turn.</summary>
internal sealed class DealSink(DealtRows dealt, int parts, int first) : ColumnSink
{
    private readonly int[] _places = new int[ColumnBatch.MaxRows];
    private int _next = first;

    public override bool Push(ColumnBatch batch)
    {
        for (int i = 0; i < parts; i++)
        {
            int count = 0;
            for (int row = i; row < batch.Count; row += parts)
            {
                _places[count++] = batch.PlaceOf(row);
            }

            dealt.Add((_next + i) % parts, batch.Columns, _places.AsSpan(0, count));
        }

        dealt.Count();
        _next++;
        return true;
    }
}
