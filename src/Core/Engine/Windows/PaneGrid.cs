namespace HotStream;

/// <summary>
/// How a window is cut into panes. A pane is the greatest common divisor of length and slide, so that every window is a whole number of
/// panes and begins and ends where panes do. A window fires at zero + k * slide and covers (t - length, t]; when the slide is longer than
/// the length, what lies between two windows is in no pane.
/// </summary>
/// <param name="LengthMilliseconds">Length of the window.</param>
/// <param name="SlideMilliseconds">From one window to the next.</param>
internal readonly record struct PaneGrid(long LengthMilliseconds, long SlideMilliseconds)
{
    public long PaneMilliseconds { get; } = GreatestCommonDivisor(LengthMilliseconds, SlideMilliseconds);

    public int PanesPerWindow => (int)(LengthMilliseconds / PaneMilliseconds);

    /// <summary>The grid for a window over a stream, if it is legal there.</summary>
    /// <exception cref="ArgumentException">Length or slide is not a positive multiple of the parent's slide.</exception>
    public static PaneGrid Over(StreamSlide parent, TimeSpan length, TimeSpan? slide)
    {
        PaneGrid grid = new(Check(parent, length, "length"), slide is { } given ? Check(parent, given, "slide") : parent.Milliseconds);
        return grid.LengthMilliseconds / grid.PaneMilliseconds <= int.MaxValue / 4
            ? grid
            : throw new ArgumentException(
                $"{parent.OperatorName}: a window of {grid.PanesPerWindow} panes is too long; window a stream of longer batches.",
                nameof(length));
    }

    /// <summary>Whether what happened in the interval that ends at a time, counted from the zero time, is in any window.</summary>
    public bool Covers(long time) => time > CeilingToSlide(time) - LengthMilliseconds;

    /// <summary>Whether a pane ends at a time.</summary>
    public bool EndsPane(long time) => time % PaneMilliseconds == 0;

    /// <summary>Whether a window ends at a time.</summary>
    public bool Fires(long time) => time % SlideMilliseconds == 0;

    private long CeilingToSlide(long time) => (time + SlideMilliseconds - 1) / SlideMilliseconds * SlideMilliseconds;

    private static long Check(StreamSlide parent, TimeSpan duration, string what)
    {
        long milliseconds = duration.Ticks % TimeSpan.TicksPerMillisecond == 0 ? duration.Ticks / TimeSpan.TicksPerMillisecond : -1;
        return milliseconds > 0 && milliseconds % parent.Milliseconds == 0
            ? milliseconds
            : throw new ArgumentException(
                $"The window's {what} of {duration.TotalMilliseconds} ms is not a multiple of the slide of its parent "
                + $"{parent.OperatorName}, {parent.Milliseconds} ms: choose one, or change the batch interval.",
                what);
    }

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
