using Microsoft.Extensions.Logging;

namespace HotStream.Sinks;

/// <summary>What sinks of requests log; numbers 5000 and up.</summary>
internal static partial class DeliveryLog
{
    [LoggerMessage(5000, LogLevel.Warning,
        "{Sink} did not take {Records} records of batch {Time}, partition {Partition}; they are sent again: {Reason}")]
    public static partial void Retrying(ILogger logger, string sink, BatchTime time, int partition, int records, string reason);
}
