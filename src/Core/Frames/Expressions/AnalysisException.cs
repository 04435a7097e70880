namespace HotStream;

/// <summary>
/// A query that cannot mean anything: a name that is not there, types that do not fit, an aggregate where none may be. The message says
/// what, where, and what would do. Thrown when the query is made, never while it runs.
/// </summary>
public class AnalysisException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what would do instead.</param>
    public AnalysisException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what would do instead.</param>
    /// <param name="inner">What led to it.</param>
    public AnalysisException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
