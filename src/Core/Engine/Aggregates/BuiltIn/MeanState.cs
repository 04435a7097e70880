namespace HotStream;

/// <summary>How many numbers, and their sum.</summary>
/// <param name="Count">How many.</param>
/// <param name="Sum">Their sum.</param>
internal record struct MeanState(long Count, double Sum)
{
    /// <summary>The arithmetic mean; NaN of no numbers.</summary>
    public readonly double Mean => Sum / Count;
}
