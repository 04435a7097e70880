namespace HotStream.Bench;

/// <summary>Count, sum, min and max of one key's values: 32 bytes, half a cache line.</summary>
internal struct KeyState
{
    public long Count;
    public long Sum;
    public long Min;
    public long Max;

    public void Add(long value)
    {
        if (Count++ == 0)
        {
            Sum = Min = Max = value;
            return;
        }

        Sum += value;
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
    }
}
