namespace HotStream;

/// <summary>
/// Back-pressure: how many records a second an input may take so that batches keep up, from how the last batch went. A proportional,
/// integral and derivative controller, as Spark Streaming's: the error is the last rate less the rate at which the batch was processed;
/// what waits in the queue (scheduling delay times processing rate, per interval) is the error's history. Law, with e the error, h the
/// history and d the change of e a second: rate = max(least, last rate - kp e - ki h - kd d). Not thread-safe.
/// </summary>
public sealed class PidRateEstimator
{
    /// <summary>Weight of the error: 1.</summary>
    public const double DefaultProportional = 1;

    /// <summary>Weight of the error's history: 0.2.</summary>
    public const double DefaultIntegral = 0.2;

    /// <summary>Weight of the error's change: 0.</summary>
    public const double DefaultDerivative = 0;

    /// <summary>Records a second that are always allowed: 100.</summary>
    public const double DefaultLeastRate = 100;

    private readonly double _intervalSeconds;
    private readonly double _proportional;
    private readonly double _integral;
    private readonly double _derivative;
    private readonly double _leastRate;
    private long _lastMilliseconds = -1;
    private double _lastRate = -1;
    private double _lastError;
    private bool _isFirst = true;

    /// <summary>Creates an estimator that has seen nothing.</summary>
    /// <param name="batchInterval">Length of a batch.</param>
    /// <param name="proportional">Weight of the error, at least 0.</param>
    /// <param name="integral">Weight of its history, at least 0.</param>
    /// <param name="derivative">Weight of its change, at least 0.</param>
    /// <param name="leastRate">The least rate, records a second, more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public PidRateEstimator(TimeSpan batchInterval, double proportional = DefaultProportional, double integral = DefaultIntegral,
        double derivative = DefaultDerivative, double leastRate = DefaultLeastRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(batchInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(proportional);
        ArgumentOutOfRangeException.ThrowIfNegative(integral);
        ArgumentOutOfRangeException.ThrowIfNegative(derivative);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(leastRate);
        _intervalSeconds = batchInterval.TotalSeconds;
        _proportional = proportional;
        _integral = integral;
        _derivative = derivative;
        _leastRate = leastRate;
    }

    /// <summary>
    /// The rate after a batch, records a second. None for the first one, from which the rate is only learnt, and for batches that say
    /// nothing: without records, without processing time, or not later than the one before.
    /// </summary>
    /// <param name="time">The batch.</param>
    /// <param name="records">Its records.</param>
    /// <param name="processing">How long it was processed.</param>
    /// <param name="scheduling">How long it waited before.</param>
    public double? Compute(BatchTime time, long records, TimeSpan processing, TimeSpan scheduling)
    {
        if (time.Milliseconds <= _lastMilliseconds || records <= 0 || processing <= TimeSpan.Zero)
        {
            return null;
        }

        double seconds = (time.Milliseconds - _lastMilliseconds) / 1000.0;
        double processed = records / processing.TotalSeconds;
        _lastMilliseconds = time.Milliseconds;
        if (_isFirst)
        {
            _isFirst = false;
            _lastRate = processed;
            return null;
        }

        double error = _lastRate - processed;
        double history = scheduling.TotalSeconds * processed / _intervalSeconds;
        double change = (error - _lastError) / seconds;
        _lastRate = Math.Max(_leastRate, _lastRate - (_proportional * error) - (_integral * history) - (_derivative * change));
        _lastError = error;
        return _lastRate;
    }
}
