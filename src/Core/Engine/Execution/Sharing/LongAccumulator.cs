namespace HotStream;

/// <summary>
/// Counts and adds up 64-bit numbers; see <see cref="Accumulator{TIn, TOut}"/> for what counts. An overflow wraps around, as in Spark.
/// </summary>
public sealed class LongAccumulator : Accumulator<long, long>
{
    private long _count;
    private long _sum;

    internal LongAccumulator()
    {
    }

    /// <summary>Numbers added.</summary>
    public long Count => Now._count;

    /// <summary>Their sum, the same as the value.</summary>
    public long Sum => Now._sum;

    /// <summary>Their mean; not a number when there are none.</summary>
    public double Avg => Now is var now ? (double)now._sum / now._count : double.NaN;

    /// <inheritdoc/>
    protected override long Result => _sum;

    /// <inheritdoc/>
    protected override bool IsResultZero => _count == 0;

    private LongAccumulator Now => (LongAccumulator)Snapshot();

    /// <inheritdoc/>
    protected override Accumulator<long, long> CreateZero() => new LongAccumulator();

    /// <inheritdoc/>
    protected override void AddValue(long value)
    {
        _count++;
        _sum += value;
    }

    /// <inheritdoc/>
    protected override void MergeValue(Accumulator<long, long> other)
    {
        var added = (LongAccumulator)other;
        _count += added._count;
        _sum += added._sum;
    }

    /// <inheritdoc/>
    protected override void ResetValue() => (_count, _sum) = (0, 0);

    private protected override Func<double> ToMetric() => () => Value;
}
