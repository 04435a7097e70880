using System.Runtime.InteropServices;

namespace HotStream.Bench;

/// <summary>
/// Events of a windowed count: sparse random keys, so many a second of event time, one array for each second. There are fewer arrays than
/// seconds; they come round again, so that the events are read from memory and not from the cache. What a system must answer is
/// counted here by plain dictionaries.
/// </summary>
internal sealed class WindowEvents
{
    public const int WindowSeconds = 60;

    private const int Arrays = 16;

    private readonly long[][] _seconds = new long[Arrays][];

    public WindowEvents(int keys, int perSecond, int seconds)
    {
        var random = new SplitMix64(42);
        var distinct = new HashSet<long>(keys);
        while (distinct.Count < keys)
            distinct.Add((long)random.Next());
        long[] dictionary = [.. distinct];
        for (var second = 0; second < Arrays; second++)
        {
            _seconds[second] = new long[perSecond];
            foreach (ref var key in _seconds[second].AsSpan())
                key = dictionary[random.Below(keys)];
        }

        Seconds = seconds;
        PerSecond = perSecond;
        var last = new Dictionary<long, long>();
        for (var second = Math.Max(0, seconds - WindowSeconds); second < seconds; second++)
        {
            foreach (var key in this[second])
                CollectionsMarshal.GetValueRefOrAddDefault(last, key, out _)++;
        }

        long shown = 0;
        for (var second = 1; second <= seconds; second++)
            shown += (long)Math.Min(second, WindowSeconds) * perSecond;
        Answer = AnswerOf(last, shown);
    }

    public int Seconds { get; }

    public int PerSecond { get; }

    public long Events => (long)Seconds * PerSecond;

    public JobAnswer Answer { get; }

    /// <summary>The keys of the events of one second.</summary>
    public long[] this[int second] => _seconds[second % Arrays];

    /// <summary>The groups of the last window, and the sum of all counts that all windows have shown.</summary>
    public JobAnswer AnswerOf(IEnumerable<KeyValuePair<long, long>> last, long shown)
    {
        var answer = default(JobAnswer);
        foreach (var (key, count) in last)
            answer = answer.WithGroup(AnswerHash.OfLong(key), new KeyState { Count = count });
        return answer with { Total = Events, Checksum = answer.Checksum ^ SplitMix64.Mix((ulong)shown) };
    }
}
