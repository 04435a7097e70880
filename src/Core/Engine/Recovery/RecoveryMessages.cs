using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>What recovery logs, numbered from 4000.</summary>
internal static partial class RecoveryMessages
{
    [LoggerMessage(4000, LogLevel.Information, "Checkpoint {File} is on disk: {Bytes} bytes, {Milliseconds:0} ms.")]
    public static partial void Written(ILogger logger, string file, long bytes, double milliseconds);

    [LoggerMessage(4001, LogLevel.Warning,
        "Checkpoint {File} could not be written to {Directory}; batches go on, and the next checkpoint is a "
            + "whole one. Make room, or correct "
        + "the directory's rights: until then a restart runs more batches again.")]
    public static partial void WriteFailed(ILogger logger, string directory, string file, Exception failure);

    [LoggerMessage(4002, LogLevel.Warning, "{Text}")]
    public static partial void Damaged(ILogger logger, string text);

    [LoggerMessage(4003, LogLevel.Warning,
        "{Bytes} bytes at the end of {File} were a write that the end of the process cut off, or damage; they were cut off.")]
    public static partial void LogCut(ILogger logger, string file, long bytes);

    [LoggerMessage(4004, LogLevel.Warning,
        "Context {Name} begins anew in {Directory}, which holds another run's checkpoint: that was moved to {Aside}. To go on from a "
        + "checkpoint, make the context by StreamingContext.GetOrCreate.")]
    public static partial void MovedAside(ILogger logger, string name, string directory, string aside);

    [LoggerMessage(4005, LogLevel.Information,
        "Context {Name} goes on from its checkpoint of batch {Time}; {Again} later batches are run again, "
            + "{Whole} of them with their outputs.")]
    public static partial void Restored(ILogger logger, string name, BatchTime time, int again, int whole);

    [LoggerMessage(4006, LogLevel.Warning,
        "{Input} cannot be read again: what it gave in the {Batches} batches that are run again is missing in them, "
            + "and in the state after them.")]
    public static partial void NotReadAgain(ILogger logger, string input, int batches);

    [LoggerMessage(4007, LogLevel.Error,
        "{Directory} takes nothing: {Reason} ({Free} bytes are free). Batches wait and sources with them, and nothing is acknowledged. "
        + "Make room for {Needed} bytes, for what waits and the next checkpoint, and more for what comes meanwhile: work goes on then.")]
    public static partial void DiskRefuses(ILogger logger, string directory, string reason, long free, long needed);

    [LoggerMessage(4008, LogLevel.Information, "{Directory} can be written again; batches go on.")]
    public static partial void DiskTakes(ILogger logger, string directory);

    [LoggerMessage(4012, LogLevel.Warning,
        "What was received since the checkpoint before the last one takes {Held} bytes of {Directory}, and {Free} bytes are free: "
        + "checkpoints are late. Sources wait until checkpoints are written and {Least} bytes are free. Make room, or slow sources down "
        + "(ReceiverMaxRate, Backpressure), or give batches more time.")]
    public static partial void DiskIsTight(ILogger logger, string directory, long held, long free, long least);

    [LoggerMessage(4011, LogLevel.Warning,
        "{Input} received records that are in no batch, and the program has no input of that name any more: they are not worked on. "
        + "Give inputs a name that stays (Named) when their address may change.")]
    public static partial void ReceivedByNobody(ILogger logger, string input);

    [LoggerMessage(4010, LogLevel.Error,
        "{Records} records of {Input} could not be written to the log of what was received. They are worked on, and lost if the process "
        + "ends before the next checkpoint; correct the codec of their type.")]
    public static partial void NotStored(ILogger logger, int records, string input, Exception failure);

    [LoggerMessage(4009, LogLevel.Error,
        "{Bytes} bytes that lane {Lane} of {Input} received are damaged or gone from {Directory}: the records in them are missing in the "
        + "batch that is run again, and in the state after it.")]
    public static partial void ReceivedDamaged(ILogger logger, long bytes, string input, int lane, string directory);
}
