using Microsoft.Extensions.Logging;

namespace HotStream.Kafka;

/// <summary>What writing to Kafka logs, numbered 4100.</summary>
internal static partial class KafkaLog
{
    [LoggerMessage(4100, LogLevel.Warning, "{Sink} is in trouble, and tries on: {Reason}")]
    public static partial void Trouble(ILogger logger, string sink, string reason);

    [LoggerMessage(4101, LogLevel.Information, "{Sink} has batch {Batch} already: it is not written again.")]
    public static partial void HasBatch(ILogger logger, string sink, long batch);
}
