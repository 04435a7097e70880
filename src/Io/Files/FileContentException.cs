namespace HotStream.Io;

/// <summary>The text of a file ends before its end; who reads the records makes a dead letter of it.</summary>
internal abstract class FileContentException(string message, Exception? cause) : IOException(message, cause)
{
    /// <summary>What is said of the file: a predicate, and what to do.</summary>
    public abstract string Problem { get; }
}
