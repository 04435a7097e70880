namespace HotStream;

/// <summary>
/// One partition's examples of one batch, features row by row in one array, because every iteration walks over them. Kept for
/// the next batch, arrays and all.
/// </summary>
internal sealed class ExampleRows<TGradient>(int dimensions)
    where TGradient : struct, IGradient
{
    private double[] _labels = [];
    private double[] _features = [];

    public int Count { get; private set; }

    public ReadOnlySpan<double> Labels => _labels.AsSpan(0, Count);

    /// <summary>Where this partition's share of the gradient is added up.</summary>
    public double[] Gradient { get; } = new double[dimensions];

    /// <summary>Examples that took part in the gradient.</summary>
    public long Sampled { get; set; }

    public ReadOnlySpan<double> Row(int index) => _features.AsSpan(index * dimensions, dimensions);

    public void Clear() => Count = 0;

    public void Add(ReadOnlySpan<LabeledPoint> examples)
    {
        if (Count + examples.Length > _labels.Length)
        {
            int capacity = Math.Max(Count + examples.Length, Math.Max(Block.Size, 2 * _labels.Length));
            Array.Resize(ref _labels, capacity);
            Array.Resize(ref _features, checked(capacity * dimensions));
        }

        foreach (LabeledPoint example in examples)
        {
            TGradient.Check(example.Label);
            Features.Checked(example.Features, dimensions).CopyTo(_features.AsSpan(Count * dimensions));
            _labels[Count++] = example.Label;
        }
    }
}
