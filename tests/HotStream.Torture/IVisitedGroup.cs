namespace HotStream.Torture;

/// <summary>A group that others join for a while, who do nothing with what they are given.</summary>
internal interface IVisitedGroup
{
    /// <summary>Another member joins, if none is there that did.</summary>
    /// <param name="time">How long it stays.</param>
    /// <param name="leaves">Whether it leaves; else it is gone without a word.</param>
    /// <returns>Whether it came.</returns>
    bool Visit(TimeSpan time, bool leaves);
}
