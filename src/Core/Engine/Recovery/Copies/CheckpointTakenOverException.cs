namespace HotStream;

/// <summary>
/// Another process has written to the <see cref="CheckpointCopies"/> of this context: it goes on with the query, so this context must not.
/// The batch that was to begin has run no output.
/// </summary>
public sealed class CheckpointTakenOverException : InvalidOperationException
{
    /// <summary>Makes one.</summary>
    /// <param name="message">Which store, which object, whose, and what to do.</param>
    public CheckpointTakenOverException(string message)
        : base(message)
    {
    }
}
