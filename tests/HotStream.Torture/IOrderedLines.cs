namespace HotStream.Torture;

/// <summary>Who sends lines <c>x3.17</c>: a letter, a connection, and a number on it. The program has each once, in order.</summary>
internal interface IOrderedLines
{
    /// <summary>Lines sent over each connection so far; all of the last one must arrive in the end.</summary>
    IReadOnlyList<int> Lines { get; }
}
