namespace HotStream.Bench;

/// <summary>Count, sum, least and greatest of some whole numbers. The sum wraps around on overflow.</summary>
/// <param name="Count">How many.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
internal record struct Statistics(long Count, long Sum, long Min, long Max)
{
    /// <summary>Sum divided by count.</summary>
    public readonly double Mean => (double)Sum / Count;
}
