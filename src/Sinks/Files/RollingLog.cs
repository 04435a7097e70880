using Microsoft.Extensions.Logging;

namespace HotStream.Sinks;

/// <summary>What the sink of rolling files logs; numbers 5200 and up.</summary>
internal static partial class RollingLog
{
    [LoggerMessage(5200, LogLevel.Warning,
        "{Sink}: an earlier run left a file open, which is complete now, cut after its last whole batch: {File}.")]
    public static partial void Recovered(ILogger logger, string sink, string file);
}
