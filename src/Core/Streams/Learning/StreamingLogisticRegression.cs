namespace HotStream;

/// <summary>
/// Logistic regression of two classes, labelled 0 and 1, that learns from every batch of a stream, with the words and the arithmetic of
/// Spark MLlib's <c>StreamingLogisticRegressionWithSGD</c>. Predictions are classes. See the base class for what the settings do.
/// Another label fails the batch.
/// </summary>
public sealed class StreamingLogisticRegression : StreamingLinearAlgorithm<StreamingLogisticRegression, LogisticRegressionModel>
{
    private protected override string Name => "StreamingLogisticRegression";

    private protected override LogisticRegressionModel ModelOf(double[] weights) => new(weights);

    private protected override ReadOnlySpan<double> WeightsOf(LogisticRegressionModel model) => model.Weights;

    private protected override double Predict(LogisticRegressionModel model, ReadOnlySpan<double> features) => model.Predict(features);

    private protected override Func<Batch<LabeledPoint>, LogisticRegressionModel, LogisticRegressionModel?> Trainer(
        string name, GradientDescentSettings settings, LogisticRegressionModel initial)
    {
        var descent = new GradientDescent<LogisticGradient>(name, settings, initial.Weights.Length);
        return (batch, model) => descent.Fit(batch, model.Weights) is { } weights ? new LogisticRegressionModel(weights) : null;
    }
}
