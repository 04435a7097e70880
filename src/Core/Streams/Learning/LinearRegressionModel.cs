using System.Numerics.Tensors;

namespace HotStream;

/// <summary>
/// The weights of a linear regression. Immutable: read it from any thread, and score with it whatever stream or list you like.
/// </summary>
public sealed class LinearRegressionModel
{
    private readonly double[] _weights;

    /// <summary>A model of given weights.</summary>
    /// <param name="weights">One for each feature, at least one; copied.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public LinearRegressionModel(params ReadOnlySpan<double> weights) => _weights = !weights.IsEmpty
        ? [.. weights]
        : throw new ArgumentException("A regression needs at least one weight.", nameof(weights));

    /// <summary>The weights.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Weights times features.</summary>
    /// <param name="features">As many numbers as there are weights.</param>
    /// <exception cref="ArgumentException">There are more or less.</exception>
    public double Predict(ReadOnlySpan<double> features) => TensorPrimitives.Dot(_weights, Features.Checked(features, _weights.Length));
}
