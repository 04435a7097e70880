namespace HotStream;

/// <summary>
/// Back-pressure, with Spark's names and defaults: after each batch a <see cref="PidRateEstimator"/> says how many records a second each
/// receiver may take, so that batches keep up with the clock. Looked at when the context starts. Setters refuse what cannot work.
/// </summary>
public sealed class BackpressureOptions
{
    private double _proportional = PidRateEstimator.DefaultProportional;
    private double _integral = PidRateEstimator.DefaultIntegral;
    private double _derivative = PidRateEstimator.DefaultDerivative;
    private double _minRate = PidRateEstimator.DefaultLeastRate;
    private double? _initialRate;

    /// <summary>
    /// Weight of the error: by how much the rate was above what was processed (<c>spark.streaming.backpressure.pid.proportional</c>).
    /// Default 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or no number.</exception>
    public double Proportional
    {
        get => _proportional;
        set => _proportional = Weight(value, nameof(Proportional));
    }

    /// <summary>Weight of what waits in the queue (<c>spark.streaming.backpressure.pid.integral</c>). Default 0.2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or no number.</exception>
    public double Integral
    {
        get => _integral;
        set => _integral = Weight(value, nameof(Integral));
    }

    /// <summary>Weight of the error's change (<c>spark.streaming.backpressure.pid.derived</c>). Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or no number.</exception>
    public double Derivative
    {
        get => _derivative;
        set => _derivative = Weight(value, nameof(Derivative));
    }

    /// <summary>
    /// Records a second that a receiver may take however late batches are (<c>spark.streaming.backpressure.pid.minRate</c>). Default 100.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or no number.</exception>
    public double MinRate
    {
        get => _minRate;
        set => _minRate = Rate(value, nameof(MinRate));
    }

    /// <summary>
    /// Records a second that a receiver may take until the second batch with records has said more
    /// (<c>spark.streaming.backpressure.initialRate</c>). Default null: <see cref="StreamingOptions.ReceiverMaxRate"/>, if that is set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or no number.</exception>
    public double? InitialRate
    {
        get => _initialRate;
        set => _initialRate = value is { } rate ? Rate(rate, nameof(InitialRate)) : null;
    }

    internal static double Rate(double value, string name) => value > 0 && double.IsFinite(value) ? value
        : throw new ArgumentOutOfRangeException(name, value, "A rate is a positive number of records a second; write null for no limit.");

    private static double Weight(double value, string name) => value >= 0 && double.IsFinite(value) ? value
        : throw new ArgumentOutOfRangeException(name, value, "A weight must not be negative; 0 leaves its part out.");
}
