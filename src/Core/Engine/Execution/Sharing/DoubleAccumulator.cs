namespace HotStream;

/// <summary>
/// Counts and adds up floating-point numbers; see <see cref="Accumulator{TIn, TOut}"/> for what counts. The last digits of the sum depend
/// on the order of adding, and so on the partitions.
/// </summary>
public sealed class DoubleAccumulator : Accumulator<double, double>
{
    private long _count;
    private double _sum;

    internal DoubleAccumulator()
    {
    }

    /// <summary>Numbers added.</summary>
    public long Count => Now._count;

    /// <summary>Their sum, the same as the value.</summary>
    public double Sum => Now._sum;

    /// <summary>Their mean; not a number when there are none.</summary>
    public double Avg => Now is var now ? now._sum / now._count : double.NaN;

    /// <inheritdoc/>
    protected override double Result => _sum;

    /// <inheritdoc/>
    protected override bool IsResultZero => _count == 0;

    private DoubleAccumulator Now => (DoubleAccumulator)Snapshot();

    /// <inheritdoc/>
    protected override Accumulator<double, double> CreateZero() => new DoubleAccumulator();

    /// <inheritdoc/>
    protected override void AddValue(double value)
    {
        _count++;
        _sum += value;
    }

    /// <inheritdoc/>
    protected override void MergeValue(Accumulator<double, double> other)
    {
        var added = (DoubleAccumulator)other;
        _count += added._count;
        _sum += added._sum;
    }

    /// <inheritdoc/>
    protected override void ResetValue() => (_count, _sum) = (0, 0);

    private protected override Func<double> ToMetric() => () => Value;
}
