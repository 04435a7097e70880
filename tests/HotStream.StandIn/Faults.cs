using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace HotStream.StandIn;

/// <summary>
/// What the stand-in does wrong on purpose; set by tests, or by <c>POST /_standin?status=503&amp;times=2</c>. Applies to
/// <c>_bulk</c> only. Thread-safe.
/// </summary>
public sealed class Faults
{
    private int _resets;
    private int _lostAnswers;

    /// <summary>Statuses of the next requests, instead of doing them.</summary>
    public ConcurrentQueue<int> Statuses { get; } = [];

    /// <summary>Bodies larger than this are answered 413.</summary>
    public int MaxBodyBytes { get; set; } = int.MaxValue;

    /// <summary>How long each request takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>More requests at a time are answered 429.</summary>
    public int MostConcurrent { get; set; } = int.MaxValue;

    /// <summary>The status of an item, from its id and its document; 0 to take it.</summary>
    public Func<string, string, int>? ItemStatus { get; set; }

    /// <summary>Status, type and reason of an item's error, from its id and its document; null to take it.</summary>
    public Func<string, string, (int Status, string Type, string Reason)?>? ItemError { get; set; }

    /// <summary>Called with the documents of a request, in their order, before they are done: a test may wait in it.</summary>
    public Func<string, Task>? BeforeRequest { get; set; }

    /// <summary>Whether an index that does not exist is made.</summary>
    public bool AutoCreate { get; set; } = true;

    /// <summary>Status, type and reason of an answer to every request as a whole; null to do it.</summary>
    public (int Status, string Type, string Reason)? RequestError { get; set; }

    /// <summary>So many bytes of blanks follow every answer.</summary>
    public long Padding { get; set; }

    /// <summary>Whether the next answer says fewer items than came.</summary>
    public bool LosesAnItem { get; set; }

    /// <summary>So many next requests are cut off unread.</summary>
    public int Resets
    {
        set => Volatile.Write(ref _resets, value);
    }

    /// <summary>So many next requests are done, and cut off before the answer.</summary>
    public int LostAnswers
    {
        set => Volatile.Write(ref _lostAnswers, value);
    }

    internal bool TakeReset() => Take(ref _resets);

    internal bool TakeLostAnswer() => Take(ref _lostAnswers);

    /// <summary>Sets faults from the query of a request; without one, none remain.</summary>
    internal void Set(IQueryCollection query)
    {
        Statuses.Clear();
        int status = Number("status", 0);
        for (int i = status == 0 ? 0 : Number("times", 1); i > 0; i--)
        {
            Statuses.Enqueue(status);
        }

        MaxBodyBytes = Number("max_body_bytes", int.MaxValue);
        MostConcurrent = Number("most_concurrent", int.MaxValue);
        Delay = TimeSpan.FromMilliseconds(Number("delay_ms", 0));
        Resets = Number("resets", 0);
        LostAnswers = Number("lost_answers", 0);
        int every = Number("refuse_every", 0);
        int count = 0;
        ItemStatus = every == 0 ? null : (_, _) => Interlocked.Increment(ref count) % every == 0 ? 400 : 0;

        int Number(string name, int otherwise) =>
            int.TryParse(query[name], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
    }

    private static bool Take(ref int count)
    {
        int seen = Volatile.Read(ref count);
        while (seen > 0)
        {
            int now = Interlocked.CompareExchange(ref count, seen - 1, seen);
            if (now == seen)
            {
                return true;
            }

            seen = now;
        }

        return false;
    }
}
