using Microsoft.Extensions.Logging;

namespace HotStream.Sinks;

/// <summary>What sinks into tables log; numbers 5100 and up.</summary>
internal static partial class TableLog
{
    [LoggerMessage(5100, LogLevel.Warning,
        "Partition {Partition} of batch {Time} could not be written to {Sink}, attempt {Attempt}; it is tried again: {Reason}")]
    public static partial void Retrying(ILogger logger, string sink, BatchTime time, int partition, int attempt, string reason);

    [LoggerMessage(5101, LogLevel.Information, "Partition {Partition} of batch {Time} is in {Sink} already; nothing was written.")]
    public static partial void AlreadyThere(ILogger logger, string sink, BatchTime time, int partition);

    [LoggerMessage(5102, LogLevel.Warning,
        "{Sink} refused rows of partition {Partition} of batch {Time}; they are searched for, the others are written: {Reason}")]
    public static partial void Refused(ILogger logger, string sink, BatchTime time, int partition, string reason);
}
