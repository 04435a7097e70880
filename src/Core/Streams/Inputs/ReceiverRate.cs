namespace HotStream;

/// <summary>
/// What one receiver may take: at most <see cref="StreamingOptions.ReceiverMaxRate"/>, and with back-pressure no more than batches keep up
/// with. On the driver, but for <see cref="Limit"/>.
/// </summary>
internal sealed class ReceiverRate
{
    private readonly PidRateEstimator? _estimator;
    private readonly double _most;
    private readonly TimeProvider _time;
    private readonly long _began;

    private ReceiverRate(StreamingOptions options, TimeSpan interval, Func<bool> isStopping)
    {
        _most = options.ReceiverMaxRate ?? double.PositiveInfinity;
        _time = options.TimeProvider;
        _began = _time.GetTimestamp();
        _estimator = options.Backpressure is { } pid
            ? new PidRateEstimator(interval, pid.Proportional, pid.Integral, pid.Derivative, pid.MinRate)
            : null;
        Limit = new RateLimit(options.TimeProvider, isStopping) { Rate = Math.Min(_most, options.Backpressure?.InitialRate ?? _most) };
    }

    /// <summary>What the receiver's producers ask.</summary>
    public RateLimit Limit { get; }

    /// <summary>Records a second now; null for no limit.</summary>
    public double? Current => Limit.Rate is var rate && double.IsInfinity(rate) ? null : rate;

    /// <summary>The rate of a receiver, or null when nothing limits it.</summary>
    public static ReceiverRate? Of(StreamingOptions options, TimeSpan interval, Func<bool> isStopping) =>
        options.ReceiverMaxRate is null && options.Backpressure is null ? null : new ReceiverRate(options, interval, isStopping);

    /// <summary>
    /// A batch is done that held so many records of the receiver. Its time is monotonic: a wall clock that is set back stops nothing.
    /// </summary>
    public void Learn(BatchInfo batch, long records)
    {
        if (_estimator is null || batch is not { ProcessingTime: { } processing, SchedulingDelay: { } waited })
        {
            return;
        }

        var now = new BatchTime((long)_time.GetElapsedTime(_began).TotalMilliseconds);
        if (_estimator.Compute(now, records, processing, waited) is { } rate)
        {
            Limit.Rate = Math.Min(rate, _most);
        }
    }
}
