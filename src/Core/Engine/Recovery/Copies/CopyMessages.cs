using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>What is logged of copies of checkpoints, numbered from 4050.</summary>
internal static partial class CopyMessages
{
    [LoggerMessage(4050, LogLevel.Error,
        "{Store}, which has the checkpoint copies of context {Name}, cannot be used: {Reason} Batches wait, and sources with them; nothing "
        + "is acknowledged. It is asked again until it answers.")]
    public static partial void IsAway(ILogger logger, string name, string store, string reason);

    [LoggerMessage(4051, LogLevel.Information, "{Store} answers again; work goes on.")]
    public static partial void IsBack(ILogger logger, string store);

    [LoggerMessage(4052, LogLevel.Warning, "{Text}")]
    public static partial void Damaged(ILogger logger, string text);

    [LoggerMessage(4053, LogLevel.Information,
        "Context {Name} goes on from its directory {Directory}, which has all that {Store} has.")]
    public static partial void DirectoryIsNewer(ILogger logger, string name, string directory, string store);

    [LoggerMessage(4054, LogLevel.Warning,
        "Context {Name} goes on from {Store}, up to batch {Last}: {Directory} {Why}. {Checkpoints} checkpoints were "
        + "fetched, {Bytes} bytes.")]
    public static partial void StoreIsNewer(ILogger logger, string name, string store, BatchTime last, string directory, string why,
        int checkpoints, long bytes);

    [LoggerMessage(4055, LogLevel.Information, "Checkpoint {File} is in {Store}: {Bytes} bytes in {Pieces} objects, {Milliseconds:0} ms.")]
    public static partial void Copied(ILogger logger, string file, string store, long bytes, int pieces, double milliseconds);

    [LoggerMessage(4056, LogLevel.Warning,
        "Checkpoint {File} is in the directory and not in {Store}: {Reason} The next start copies it, if it finds the directory.")]
    public static partial void NotCopied(ILogger logger, string file, string store, string reason);

    [LoggerMessage(4057, LogLevel.Warning,
        "The end of this life of context {Name} is in {Directory} and not in {Store}: {Reason} A start that finds the directory goes on "
        + "from it, one on another machine runs the last batches again.")]
    public static partial void EndNotCopied(ILogger logger, string name, string directory, string store, string reason);

    [LoggerMessage(4058, LogLevel.Warning,
        "{Input} is not in {Store}: what it received since the last checkpoint there is on this machine's disk only, and gone from the "
        + "state when the machine is lost. To keep that too, read from a source that can be read again.")]
    public static partial void InputNotCovered(ILogger logger, string input, string store);

    [LoggerMessage(4059, LogLevel.Warning,
        "Batches that wait for output {Output} (SlowSink.Spill) are not in {Store}: they are lost with this machine's disk.")]
    public static partial void OutputNotCovered(ILogger logger, string output, string store);

    [LoggerMessage(4060, LogLevel.Debug, "{Object} of {Store} is not needed any more and could not be removed: {Reason}")]
    public static partial void NotRemoved(ILogger logger, string @object, string store, string reason);
}
