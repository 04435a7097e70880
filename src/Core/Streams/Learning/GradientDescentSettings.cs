namespace HotStream;

/// <summary>How gradient descent goes about a batch; the defaults are those of Spark MLlib's streaming algorithms.</summary>
internal sealed record GradientDescentSettings
{
    public double StepSize { get; init; } = 0.1;

    public int Iterations { get; init; } = 50;

    public double Regularization { get; init; }

    public double MiniBatchFraction { get; init; } = 1;

    public double ConvergenceTolerance { get; init; } = 0.001;
}
