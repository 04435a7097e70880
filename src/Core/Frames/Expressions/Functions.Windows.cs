namespace HotStream;

public static partial class Functions
{
    /// <summary>SQL's <c>window</c>: windows of time to group by, a struct of start and end (not in it). Rows without a time are in
    /// none.</summary>
    /// <param name="time">The time.</param>
    /// <param name="length">How long a window is, for example <c>10 minutes</c>.</param>
    /// <param name="slide">From one window to the next; without it the length. A row is in several when it is shorter.</param>
    /// <param name="start">When the first window begins after 1970-01-01, and so how others lie; at most the slide.</param>
    public static Column Window(Column time, string length, string? slide = null, string? start = null)
    {
        ArgumentNullException.ThrowIfNull(length);
        return start is not null ? Column.Call("window", time, length, slide ?? length, start)
            : slide is not null ? Column.Call("window", time, length, slide) : Column.Call("window", time, length);
    }

    /// <summary>
    /// SQL's <c>session_window</c>: windows that last as long as rows of a group come no more than a gap apart, a struct of start (the
    /// first
    /// row) and end (the gap after the last). Rows without a time are in none.
    /// </summary>
    /// <param name="time">The time.</param>
    /// <param name="gap">The gap, for example <c>5 minutes</c>.</param>
    public static Column SessionWindow(Column time, string gap) => Column.Call("session_window", time, gap);

    /// <summary>SQL's <c>window_time</c>: the time of a window, by which it is put into further windows.</summary>
    /// <param name="window">A window.</param>
    public static Column WindowTime(Column window) => Column.Call("window_time", window);
}
