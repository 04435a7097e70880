namespace HotStream;

/// <summary>When keyed state leaves: batch times and durations in milliseconds.</summary>
/// <param name="Zero">The zero time.</param>
/// <param name="Slide">From batch to batch.</param>
/// <param name="Idle">A key is idle when it was touched longer ago than this; null for never.</param>
/// <param name="IsPrompt">Whether idle keys leave in the first batch they are idle in, rather than at the next full scan.</param>
internal sealed record StateTimeout(long Zero, long Slide, long? Idle, bool IsPrompt)
{
    /// <summary>
    /// Keys touched before this time are idle at another. What was there from the start counts as touched in the first batch.
    /// </summary>
    public long ThresholdAt(long time)
    {
        long threshold = time - (Idle ?? long.MaxValue);
        return threshold > Zero + Slide ? threshold : long.MinValue;
    }
}
