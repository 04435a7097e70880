using System.Globalization;

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

    /// <summary>
    /// Keeps what is added in the checkpoint directory: a program restarted by <see cref="StreamingContext.GetOrCreate"/> goes on from what
    /// this held, with every batch counted once, also those whose functions run again. A few bytes for each batch.
    /// </summary>
    /// <remarks>
    /// That holds for additions of operators' functions, and of outputs that succeed. Those outside of batches, in receivers or on threads
    /// of yours, may be missing after a crash, or counted again when their record comes again.
    /// </remarks>
    /// <returns>This accumulator.</returns>
    /// <exception cref="InvalidOperationException">It belongs to no context, or that one was started.</exception>
    public DoubleAccumulator Keep()
    {
        KeepValue();
        return this;
    }

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

    private protected override string ToSaved() => string.Create(CultureInfo.InvariantCulture, $"double {_count} {_sum}");

    private protected override void TakeSaved(string saved) => (_count, _sum) = saved.Split(' ') is ["double", var count, var sum]
        ? (long.Parse(count, CultureInfo.InvariantCulture), double.Parse(sum, CultureInfo.InvariantCulture))
        : throw new FormatException($"'{saved}' is not what a DoubleAccumulator keeps.");

    private protected override Func<double> ToMetric() => () => Value;
}
