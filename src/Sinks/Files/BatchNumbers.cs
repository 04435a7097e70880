namespace HotStream.Sinks;

/// <summary>Numbers of batches as ranges, in order: batches follow each other, so that few ranges hold many. Not thread-safe.</summary>
internal sealed class BatchNumbers
{
    /// <summary>Ranges that are kept, the newest: far more than batches that a restart may run again.</summary>
    private const int RangesMax = 10_000;

    private readonly List<(long First, long Last)> _ranges = [];

    /// <summary>The ranges, in order, with room between them.</summary>
    public IReadOnlyList<(long First, long Last)> Ranges => _ranges;

    public bool Contains(long number) => IndexOf(number) is var at && at < _ranges.Count && _ranges[at].First <= number;

    public void Add(long first, long last)
    {
        int from = IndexOf(first - 1);
        int to = from; // behind the ranges that become one with it
        for (; to < _ranges.Count && _ranges[to].First - 1 <= last; to++)
        {
            first = Math.Min(first, _ranges[to].First);
            last = Math.Max(last, _ranges[to].Last);
        }

        _ranges.RemoveRange(from, to - from);
        _ranges.Insert(from, (first, last));
        if (_ranges.Count > RangesMax)
        {
            _ranges.RemoveRange(0, RangesMax / 2);
        }
    }

    /// <summary>The first range that ends at a number or behind it.</summary>
    private int IndexOf(long number)
    {
        int low = 0;
        for (int high = _ranges.Count; low < high;)
        {
            int middle = (low + high) / 2;
            (low, high) = _ranges[middle].Last < number ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
