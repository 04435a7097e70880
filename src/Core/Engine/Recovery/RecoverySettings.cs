using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>What recovery needs to know of whom it serves.</summary>
/// <param name="Directory">The checkpoint directory.</param>
/// <param name="Name">Name of the context.</param>
/// <param name="Run">The run that its sinks know, if it is not restored.</param>
/// <param name="IntervalMilliseconds">From batch to batch.</param>
/// <param name="CheckpointMilliseconds">From checkpoint to checkpoint, at least.</param>
/// <param name="LogSyncInterval">How long the log may wait for the disk.</param>
/// <param name="CaptureRows">Rows of a partition in the first step in which a checkpoint is copied.</param>
/// <param name="LogSegmentBytes">When a file of what was received is followed by the next.</param>
/// <param name="Codecs">How values are stored.</param>
/// <param name="Clock">For when something was written.</param>
/// <param name="Logger">For what a person should know.</param>
/// <param name="Stop">The context gives up what it waits for.</param>
/// <param name="Copies">Where copies are kept; null for nowhere.</param>
internal sealed record RecoverySettings(string Directory, string Name, string Run, long IntervalMilliseconds, long CheckpointMilliseconds,
    TimeSpan LogSyncInterval, int CaptureRows, int LogSegmentBytes, CodecSet Codecs, TimeProvider Clock, ILogger Logger,
    CancellationToken Stop, CheckpointCopies? Copies = null);
