using System.Net;

namespace HotStream.Sinks;

/// <summary>What the status of an answer means for a request and for the next attempt: one row for each kind.</summary>
internal static class HttpStatuses
{
    /// <summary>The table for a request that was answered as a whole, of a server whose protocol says no more than its status.</summary>
    public static Judgement Judge(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => Judgement.Taken,
        408 or 421 or 423 or 425 or 429 => Judgement.Again, // too slow, the wrong server, locked, too early, too much
        >= 500 => Judgement.Again, // the server's own trouble
        400 or 409 or 413 or 422 => Judgement.Split, // something in the body; alone it is the record
        _ => Judgement.Fail, // address, rights or format: 3xx, 401, 403, 404, 405, 407, 410, 411, 415 and the like refuse every body
    };

    /// <summary>Whether the same request may be taken later.</summary>
    public static bool MayPass(HttpStatusCode status) => Judge(status) == Judgement.Again;

    /// <summary>Whether the server had too much to do.</summary>
    public static bool IsThrottled(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
}
