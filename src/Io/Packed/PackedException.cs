namespace HotStream.Io;

/// <summary>An archive that cannot be unpacked to its end; the message says where and why, not which one it is.</summary>
internal sealed class PackedException(string message, Exception? cause = null) : FileContentException(message, cause)
{
    public override string Problem => $"the archive {Predicate}";

    /// <summary>What is said of the archive, behind its name.</summary>
    public string Predicate => $"cannot be unpacked: {Message} Write it again under another name, and rename it when it is complete.";
}
