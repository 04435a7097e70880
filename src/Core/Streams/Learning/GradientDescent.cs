using System.Numerics.Tensors;

namespace HotStream;

/// <summary>
/// Mini-batch gradient descent over one batch after another, as Spark MLlib's <c>GradientDescent</c>: the gradient is averaged over the
/// examples sampled for an iteration, the step is the step size divided by the root of the iteration's number, which starts at 1 in every
/// batch; the end is near when the weights changed by less than the tolerance times their own length (or 1, if that is more). Examples are
/// gathered once per batch, partitions sum on their own and are added in their order. An example is sampled by its position in the batch,
/// so that partitions change nothing but rounding.
/// </summary>
internal sealed class GradientDescent<TGradient>(string name, GradientDescentSettings settings, int dimensions)
    where TGradient : struct, IGradient
{
    private readonly double _fraction = settings.MiniBatchFraction;
    private readonly List<ExampleRows<TGradient>> _parts = [];
    private readonly double[] _weights = new double[dimensions];
    private readonly double[] _gradient = new double[dimensions];

    /// <summary>The weights after a batch, or null if it has no example; called by one thread at a time.</summary>
    public double[]? Fit(Batch<LabeledPoint> batch, ReadOnlySpan<double> weights)
    {
        long examples = Gather(batch);
        if (examples == 0)
        {
            return null;
        }

        weights.CopyTo(_weights);
        double[] before = new double[dimensions];
        int updates = 0;
        for (int iteration = 1; iteration <= settings.Iterations; iteration++)
        {
            long sampled = Differentiate(batch, iteration, examples);
            if (sampled == 0)
            {
                continue;
            }

            _weights.CopyTo(before, 0);
            double step = settings.StepSize / Math.Sqrt(iteration);
            TensorPrimitives.Multiply(_weights, 1 - (step * settings.Regularization), _weights);
            TensorPrimitives.MultiplyAdd(_gradient, -step / sampled, _weights, _weights);
            if (++updates > 1 && TensorPrimitives.Distance<double>(before, _weights) < settings.ConvergenceTolerance
                * Math.Max(TensorPrimitives.Norm<double>(_weights), 1))
            {
                break; // the first update is not compared: so does Spark
            }
        }

        return [.. _weights];
    }

    private long Gather(Batch<LabeledPoint> batch)
    {
        while (_parts.Count < batch.PartitionCount)
        {
            _parts.Add(new ExampleRows<TGradient>(dimensions));
        }

        _parts.ForEach(part => part.Clear());
        batch.Run(partition => new Sink(new StageContext(partition) { Time = batch.Time }, name, _parts[partition]));
        long examples = 0;
        _parts.ForEach(part => examples += part.Count);
        return examples;
    }

    /// <summary>The sum of the sampled examples' gradients; returns how many they are.</summary>
    private long Differentiate(Batch<LabeledPoint> batch, int iteration, long examples)
    {
        batch.Scope.Executor.RunAll(new Share(this, iteration), batch.PartitionCount, examples * dimensions < 16 * 1024);
        Array.Clear(_gradient);
        long sampled = 0;
        for (int partition = 0; partition < batch.PartitionCount; partition++)
        {
            TensorPrimitives.Add(_gradient, _parts[partition].Gradient, _gradient);
            sampled += _parts[partition].Sampled;
        }

        return sampled;
    }

    private sealed class Sink(StageContext context, string name, ExampleRows<TGradient> rows) : TrainingSink<LabeledPoint>(context, name)
    {
        protected override void Take(ReadOnlySpan<LabeledPoint> block) => rows.Add(block);
    }

    private sealed class Share(GradientDescent<TGradient> descent, int iteration) : IPartitionTask
    {
        public void Run(int partition)
        {
            ExampleRows<TGradient> rows = descent._parts[partition];
            Array.Clear(rows.Gradient);
            long sampled = 0;
            long position = 0;
            for (int before = 0; before < partition; before++)
            {
                position += descent._parts[before].Count;
            }

            ReadOnlySpan<double> labels = rows.Labels;
            double[] weights = descent._weights;
            for (int i = 0; i < labels.Length; i++)
            {
                if (IsSampled(position + i))
                {
                    ReadOnlySpan<double> features = rows.Row(i);
                    double factor = TGradient.Factor(TensorPrimitives.Dot(features, weights), labels[i]);
                    TensorPrimitives.MultiplyAdd(features, factor, rows.Gradient, rows.Gradient);
                    sampled++;
                }
            }

            rows.Sampled = sampled;
        }

        private bool IsSampled(long position) => descent._fraction >= 1
            || (StableHash64.Of(position ^ ((long)iteration << 40)) >> 11) * (1.0 / (1UL << 53)) < descent._fraction;
    }
}
