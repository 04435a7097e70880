using Microsoft.Extensions.Logging;

namespace HotStream.Sinks;

/// <summary>What the sink of rolling files logs; numbers 5200 and up.</summary>
internal static partial class RollingLog
{
    [LoggerMessage(5200, LogLevel.Warning, "{Sink}: an earlier run ended in the midst of its work. {File}.")]
    public static partial void Recovered(ILogger logger, string sink, string file);

    [LoggerMessage(5201, LogLevel.Information,
        "{Sink}: batch {Batch} is in the files already, from before a restart; it is not written again.")]
    public static partial void AlreadyThere(ILogger logger, string sink, long batch);

    [LoggerMessage(5202, LogLevel.Warning,
        "{Sink}: a file could not be completed, {Reason} All batches are certain; it is tried again with the next.")]
    public static partial void NotCompleted(ILogger logger, string sink, string reason);
}
