using System.Collections.Concurrent;

namespace HotStream.Http;

/// <summary>Lists of what bodies held, for the next requests: one for each record would be garbage else. Thread-safe.</summary>
internal static class HttpLists
{
    private const int KeptMax = 16;
    private const int CapacityMax = 1 << 17;

    private static readonly ConcurrentBag<List<HttpItem>> s_free = [];

    public static List<HttpItem> Rent() => s_free.TryTake(out List<HttpItem>? list) ? list : [];

    /// <summary>Takes back a list that nobody looks at any more.</summary>
    public static void Return(List<HttpItem> list)
    {
        if (list.Capacity <= CapacityMax && s_free.Count < KeptMax)
        {
            list.Clear();
            s_free.Add(list);
        }
    }
}
