namespace HotStream;

/// <summary>How many numbers, their mean, and how far they are spread around it.</summary>
/// <param name="Count">How many.</param>
/// <param name="Mean">Their arithmetic mean.</param>
/// <param name="SquaredDeviations">The sum of the squares of their distances from the mean.</param>
public record struct VarianceState(long Count, double Mean, double SquaredDeviations)
{
    /// <summary>Variance of these numbers as a whole population: squared deviations divided by count. NaN of no numbers.</summary>
    public readonly double Variance => SquaredDeviations / Count;

    /// <summary>
    /// Variance of the population these numbers are a sample of: squared deviations divided by count - 1. NaN of less than two numbers.
    /// </summary>
    public readonly double SampleVariance => Count < 2 ? double.NaN : SquaredDeviations / (Count - 1);

    /// <summary>Square root of <see cref="Variance"/>.</summary>
    public readonly double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>Square root of <see cref="SampleVariance"/>.</summary>
    public readonly double SampleStandardDeviation => Math.Sqrt(SampleVariance);
}
