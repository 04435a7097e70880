using System.Numerics.Tensors;

namespace HotStream;

/// <summary>
/// Cluster centers with their weights, as they were after some batch. Immutable: read it from any thread, and score with it
/// whatever stream or list you like.
/// </summary>
public sealed class StreamingKMeansModel
{
    /// <summary>A cluster whose weight is less than this share of the heaviest one's is dying (Spark MLlib).</summary>
    private const double DyingShare = 1e-8;

    /// <summary>How far the two halves of a split cluster are moved apart, relative to their coordinates (Spark MLlib).</summary>
    private const double SplitDistance = 1e-14;

    private readonly double[] _centers;
    private readonly double[] _weights;

    /// <summary>A model of given centers.</summary>
    /// <param name="centers">At least one center, all of the same length; copied.</param>
    /// <param name="weights">A weight for each, in points: how much it takes to move the center. Not negative; copied.</param>
    /// <exception cref="ArgumentException">There is no center, they differ in length, or there are not as many weights.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not a number.</exception>
    public StreamingKMeansModel(IReadOnlyList<double[]> centers, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(centers);
        ArgumentNullException.ThrowIfNull(weights);
        if (centers.Count == 0 || centers.Count != weights.Count)
        {
            throw new ArgumentException(
                $"{centers.Count} centers came with {weights.Count} weights; give at least one center and a weight for each.");
        }

        Dimensions = centers[0].Length;
        ArgumentOutOfRangeException.ThrowIfZero(Dimensions, nameof(centers));
        _weights = [.. weights];
        _centers = new double[centers.Count * Dimensions];
        for (int i = 0; i < centers.Count; i++)
        {
            Features.Checked(centers[i], Dimensions).CopyTo(_centers.AsSpan(i * Dimensions));
            if (!(_weights[i] >= 0))
            {
                throw new ArgumentOutOfRangeException(nameof(weights), _weights[i], "Weights must not be negative.");
            }
        }
    }

    private StreamingKMeansModel(double[] centers, double[] weights, int dimensions)
    {
        _centers = centers;
        _weights = weights;
        Dimensions = dimensions;
    }

    /// <summary>Number of clusters.</summary>
    public int K => _weights.Length;

    /// <summary>Numbers in a point.</summary>
    public int Dimensions { get; }

    /// <summary>The clusters' weights, in points, discounted.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Centers, one after another, then weights: all that the model is.</summary>
    internal double[] Numbers => [.. _centers, .. _weights];

    /// <summary>A model of as many centers as this one, of what <see cref="Numbers"/> gave.</summary>
    internal StreamingKMeansModel Of(ReadOnlySpan<double> numbers) =>
        new([.. numbers[.._centers.Length]], [.. numbers[_centers.Length..]], Dimensions);

    /// <summary>The center of a cluster.</summary>
    /// <param name="cluster">0 to <see cref="K"/> - 1.</param>
    public ReadOnlySpan<double> Center(int cluster)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cluster);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cluster, K);
        return _centers.AsSpan(cluster * Dimensions, Dimensions);
    }

    /// <summary>The cluster whose center is nearest by Euclidean distance; the first of several.</summary>
    /// <param name="point">The point.</param>
    /// <exception cref="ArgumentException">The point has not as many numbers as the centers.</exception>
    public int Predict(ReadOnlySpan<double> point)
    {
        Features.Checked(point, Dimensions);
        int nearest = 0;
        double least = double.PositiveInfinity;
        for (int cluster = 0; cluster < _weights.Length; cluster++)
        {
            double distance = TensorPrimitives.Distance(_centers.AsSpan(cluster * Dimensions, Dimensions), point);
            if (distance < least)
            {
                least = distance;
                nearest = cluster;
            }
        }

        return nearest;
    }

    /// <summary>
    /// The model after a further batch: every weight is discounted, a center moves towards the mean of its n points by n / (weight + n), a
    /// dying cluster is replaced by half of the heaviest one.
    /// </summary>
    /// <param name="sums">Sums of the points nearest to each center, one center after another.</param>
    /// <param name="counts">How many these are.</param>
    /// <param name="discount">What becomes of the weights first.</param>
    internal StreamingKMeansModel Next(ReadOnlySpan<double> sums, ReadOnlySpan<long> counts, double discount)
    {
        double[] centers = [.. _centers];
        double[] weights = [.. _weights];
        TensorPrimitives.Multiply(weights, discount, weights);
        for (int cluster = 0; cluster < weights.Length; cluster++)
        {
            if (counts[cluster] > 0)
            {
                weights[cluster] += counts[cluster];
                double share = counts[cluster] / weights[cluster];
                Span<double> center = centers.AsSpan(cluster * Dimensions, Dimensions);
                TensorPrimitives.Multiply(center, 1 - share, center);
                TensorPrimitives.MultiplyAdd(sums.Slice(cluster * Dimensions, Dimensions), share / counts[cluster], center, center);
            }
        }

        int heaviest = TensorPrimitives.IndexOfMax<double>(weights);
        int lightest = TensorPrimitives.IndexOfMin<double>(weights);
        if (weights[lightest] < DyingShare * weights[heaviest])
        {
            weights[heaviest] = weights[lightest] = (weights[heaviest] + weights[lightest]) / 2;
            Split(centers.AsSpan(heaviest * Dimensions, Dimensions), centers.AsSpan(lightest * Dimensions, Dimensions));
        }

        return new StreamingKMeansModel(centers, weights, Dimensions);
    }

    private static void Split(Span<double> center, Span<double> twin)
    {
        for (int i = 0; i < center.Length; i++)
        {
            double value = center[i];
            double distance = SplitDistance * Math.Max(Math.Abs(value), 1);
            center[i] = value + distance;
            twin[i] = value - distance;
        }
    }
}
