using Microsoft.Extensions.Logging;

namespace HotStream.Redis;

/// <summary>What appending to Redis logs, numbered 4200.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(4200, LogLevel.Warning, "{Sink} connects again in {DelayMilliseconds} ms and sends what was not answered: {Reason}")]
    public static partial void SendingAgain(ILogger logger, string sink, double delayMilliseconds, string reason, Exception exception);
}
