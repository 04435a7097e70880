using Microsoft.Extensions.Logging;

namespace HotStream.Sinks;

/// <summary>What uploading logs, numbered 4400.</summary>
internal static partial class UploadLog
{
    [LoggerMessage(4400, LogLevel.Warning, "{Sink} tries again in {DelayMilliseconds} ms: {Reason}")]
    public static partial void TryingAgain(ILogger logger, string sink, double delayMilliseconds, string reason);

    [LoggerMessage(4401, LogLevel.Warning, "{Sink} could not abort an upload; what was sent of it stays at the server: {Reason}")]
    public static partial void NotAborted(ILogger logger, string sink, string reason);
}
