using Microsoft.Extensions.Logging;

namespace HotStream.Kinesis;

/// <summary>What writing to Kinesis logs, numbered 4600.</summary>
internal static partial class KinesisLog
{
    [LoggerMessage(4600, LogLevel.Warning, "{Sink} sends {Records} records again in {DelayMilliseconds} ms: {Reason}")]
    public static partial void SendingAgain(ILogger logger, string sink, int records, double delayMilliseconds, string reason);
}
