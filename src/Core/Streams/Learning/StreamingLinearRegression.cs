namespace HotStream;

/// <summary>
/// Linear regression by least squares that learns from every batch of a stream, with the words and the arithmetic of Spark MLlib's
/// <c>StreamingLinearRegressionWithSGD</c> (MLlib guide, "Streaming linear regression"). See the base class for what the settings do.
/// </summary>
public sealed class StreamingLinearRegression : StreamingLinearAlgorithm<StreamingLinearRegression, LinearRegressionModel>
{
    private protected override string Name => "StreamingLinearRegression";

    private protected override LinearRegressionModel ModelOf(double[] weights) => new(weights);

    private protected override ReadOnlySpan<double> WeightsOf(LinearRegressionModel model) => model.Weights;

    private protected override double Predict(LinearRegressionModel model, ReadOnlySpan<double> features) => model.Predict(features);

    private protected override Func<Batch<LabeledPoint>, LinearRegressionModel, LinearRegressionModel?> Trainer(
        string name, GradientDescentSettings settings, LinearRegressionModel initial)
    {
        var descent = new GradientDescent<LeastSquaresGradient>(name, settings, initial.Weights.Length);
        return (batch, model) => descent.Fit(batch, model.Weights) is { } weights ? new LinearRegressionModel(weights) : null;
    }
}
