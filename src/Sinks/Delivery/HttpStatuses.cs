using System.Net;

namespace HotStream.Sinks;

/// <summary>What the status of an answer means for the next attempt.</summary>
internal static class HttpStatuses
{
    /// <summary>Whether the same request may be taken later.</summary>
    public static bool MayPass(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>Whether the server had too much to do.</summary>
    public static bool IsThrottled(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
}
