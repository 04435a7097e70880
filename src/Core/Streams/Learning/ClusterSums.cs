using System.Numerics.Tensors;

namespace HotStream;

/// <summary>Sums one partition's points by their nearest center.</summary>
internal sealed class ClusterSums(StageContext context, string name, StreamingKMeansModel model) : TrainingSink<double[]>(context, name)
{
    /// <summary>Sums, one center after another.</summary>
    public double[] Sums { get; } = new double[model.K * model.Dimensions];

    /// <summary>Points of each center.</summary>
    public long[] Counts { get; } = new long[model.K];

    public void Add(ClusterSums other)
    {
        TensorPrimitives.Add(Sums, other.Sums, Sums);
        TensorPrimitives.Add(Counts, other.Counts, Counts);
    }

    protected override void Take(ReadOnlySpan<double[]> block)
    {
        foreach (double[] point in block)
        {
            int cluster = model.Predict(point);
            Span<double> sum = Sums.AsSpan(cluster * model.Dimensions, model.Dimensions);
            TensorPrimitives.Add(sum, point, sum);
            Counts[cluster]++;
        }
    }
}
