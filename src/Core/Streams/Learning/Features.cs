namespace HotStream;

/// <summary>Checks of feature vectors.</summary>
internal static class Features
{
    /// <summary>A vector of the model's length, or an error that says both.</summary>
    public static ReadOnlySpan<double> Checked(ReadOnlySpan<double> features, int dimensions) => features.Length == dimensions
        ? features
        : throw new ArgumentException(
            $"A vector of {features.Length} numbers came to a model of {dimensions}; all vectors of a stream need the model's length.",
            nameof(features));
}
