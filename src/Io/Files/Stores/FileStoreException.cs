namespace HotStream;

/// <summary>A <see cref="FileStore"/> could not do what it was asked.</summary>
public sealed class FileStoreException : IOException
{
    /// <summary>Makes one.</summary>
    /// <param name="problem">What it means.</param>
    /// <param name="message">What happened and what to do about it. It is logged: no secret is in it.</param>
    /// <param name="cause">What was thrown by a client; null for nothing.</param>
    public FileStoreException(FileStoreProblem problem, string message, Exception? cause = null)
        : base(message, cause) => Problem = problem;

    /// <summary>What it means.</summary>
    public FileStoreProblem Problem { get; }
}
