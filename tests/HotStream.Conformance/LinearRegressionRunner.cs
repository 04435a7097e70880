namespace HotStream.Conformance;

/// <summary>Rows are a label with its features; the model is shown as its weights. Steps never stop early unless a case says so.</summary>
internal sealed class LinearRegressionRunner : LearningRunner
{
    protected override Func<Value> Train(Case @case, DStream<Value> rows)
    {
        Fields given = @case.Params;
        StreamingLinearRegression learner = new StreamingLinearRegression()
            .SetInitialWeights([.. given.Values("initialWeights").Select(weight => weight.AsDouble)])
            .SetStepSize(given.Double("step", 0.1))
            .SetNumIterations((int)given.Long("iterations", 50))
            .SetRegParam(given.Double("regParam", 0))
            .SetConvergenceTol(given.Double("convergenceTol", 0));
        learner.TrainOn(rows.Map(row => new LabeledPoint(row.AsPair.Key.AsDouble, Numbers(row.AsPair.Value))));
        return () => Show(learner.LatestModel.Weights);
    }
}
