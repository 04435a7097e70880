namespace HotStream;

/// <summary>A web address did not take what was posted to it in time: what, where, and how to correct it.</summary>
public sealed class HttpPostException : Exception
{
    internal HttpPostException(string message)
        : base(message)
    {
    }
}
