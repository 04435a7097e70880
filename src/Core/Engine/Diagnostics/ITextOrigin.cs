namespace HotStream;

/// <summary>
/// Where a run of lines stands, for dead letters: a file, or a part of one. A text source names it to <see cref="TextFeed.Begin"/>; asked
/// by the thread that reads the lines, and only for a line that is refused, so it may take its time.
/// </summary>
public interface ITextOrigin
{
    /// <summary>What it is called: the path of a file.</summary>
    string Name { get; }

    /// <summary>Where a line stands, in words: <c>line 17</c>.</summary>
    /// <param name="index">Which line of those that were fed since, from 0.</param>
    string PositionOf(long index);
}
