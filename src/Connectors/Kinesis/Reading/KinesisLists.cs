using System.Collections.Concurrent;

namespace HotStream.Kinesis;

/// <summary>Lists of records that answers had, for the next answers: one for each record would be garbage else. Thread-safe.</summary>
internal static class KinesisLists
{
    private const int KeptMax = 16;
    private const int CapacityMax = 1 << 16;

    private static readonly ConcurrentBag<List<KinesisEntry>> s_free = [];

    public static List<KinesisEntry> Rent() => s_free.TryTake(out List<KinesisEntry>? list) ? list : [];

    /// <summary>Takes back a list that nobody looks at any more.</summary>
    public static void Return(List<KinesisEntry> list)
    {
        if (list.Capacity <= CapacityMax && s_free.Count < KeptMax)
        {
            list.Clear();
            s_free.Add(list);
        }
    }
}
