using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Learning;

/// <summary>Linear models that follow a stream.</summary>
public sealed class StreamingRegressionTests
{
    [Property(MaxTest = 75)]
    public Property Every_batch_moves_the_weights_of_a_linear_regression_as_the_definition_does() => Cases.ForAll(
        Batches(Gen.Choose(-30, 30).Select(n => n / 10.0)).Zip(Settings).Zip(Gen.Elements(1, 2, 3)), given =>
        {
            ((LabeledPoint[][] input, (int iterations, double regularization, double tolerance)), int partitions) = given;
            StreamingLinearRegression learner = new StreamingLinearRegression().SetInitialWeights(0.5, 0, -1).SetStepSize(0.3)
                .SetNumIterations(iterations).SetRegParam(regularization).SetConvergenceTol(tolerance);
            using var engine = new Engine(partitions);
            learner.TrainOn(engine.Queue<LabeledPoint>(input));
            AssertFollows(engine, input, () => learner.LatestModel.Weights.ToArray(), (weights, batch) =>
                NaiveGradientDescent.Fit(NaiveGradientDescent.LeastSquares, weights, batch, 0.3, iterations, regularization, tolerance));
        });

    [Property(MaxTest = 75)]
    public Property Every_batch_moves_the_weights_of_a_logistic_regression_as_the_definition_does() => Cases.ForAll(
        Batches(Gen.Elements(0.0, 1.0)).Zip(Settings).Zip(Gen.Elements(1, 2, 3)), given =>
        {
            ((LabeledPoint[][] input, (int iterations, double regularization, double tolerance)), int partitions) = given;
            StreamingLogisticRegression learner = new StreamingLogisticRegression().SetInitialWeights(0.5, 0, -1).SetStepSize(0.3)
                .SetNumIterations(iterations).SetRegParam(regularization).SetConvergenceTol(tolerance);
            using var engine = new Engine(partitions);
            learner.TrainOn(engine.Queue<LabeledPoint>(input));
            AssertFollows(engine, input, () => learner.LatestModel.Weights.ToArray(), (weights, batch) =>
                NaiveGradientDescent.Fit(NaiveGradientDescent.Logistic, weights, batch, 0.3, iterations, regularization, tolerance));
        });

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(3, 1.0)]
    [InlineData(3, 0.2)]
    public void Planted_weights_are_found(int partitions, double fraction)
    {
        double[] planted = [2, -1, 0.5];
        LabeledPoint[][] batches = Planted(10, margin => margin, planted);
        using var engine = new Engine(partitions);
        StreamingLinearRegression learner = new StreamingLinearRegression().SetInitialWeights(0, 0, 0).SetStepSize(0.5)
            .SetMiniBatchFraction(fraction);
        learner.TrainOn(engine.Queue<LabeledPoint>(batches));
        engine.Tick(batches.Length);
        Assert.All(planted.Zip(learner.LatestModel.Weights.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 0.02));
    }

    [Fact]
    public void Planted_classes_are_told_apart()
    {
        double[] planted = [3, -2, 1];
        LabeledPoint[][] batches = Planted(20, margin => margin > 0 ? 1 : 0, planted);
        using var engine = new Engine(partitions: 2);
        StreamingLogisticRegression learner = new StreamingLogisticRegression().SetInitialWeights(0, 0, 0).SetStepSize(2);
        DStream<LabeledPoint> examples = engine.Queue<LabeledPoint>(batches);
        learner.TrainOn(examples);
        List<List<KeyValuePair<double, double>>> judged = Engine.Collect(
            learner.PredictOnValues(examples.Map(example => KeyValuePair.Create(example.Label, example.Features))));
        engine.Tick(batches.Length);
        Assert.All(judged[0], pair => Assert.Equal(0, pair.Value)); // weights of zero prefer neither, which is class 0
        Assert.InRange(judged[^1].Count(pair => pair.Key == pair.Value) / (double)judged[^1].Count, 0.97, 1);
        Assert.InRange(learner.LatestModel.Probability(planted), 0.99, 1);
        Assert.Equal(0.5, learner.LatestModel.Probability([0, 0, 0]));
    }

    [Fact]
    public void A_part_of_a_batch_is_chosen_by_position_whatever_the_partitions()
    {
        LabeledPoint[][] batches = Planted(2, margin => margin + 1, [1, 2, 3]);
        double[][] weights = [.. new[] { 1, 2, 3 }.Select(partitions => Trained(partitions, 0.1))];
        Assert.All(weights, trained => Assert.All(trained.Zip(weights[0]), pair => Assert.Equal(pair.Second, pair.First, 1e-9)));
        Assert.NotEqual(Trained(1, 1.0), weights[0]);

        double[] Trained(int partitions, double fraction)
        {
            using var engine = new Engine(partitions);
            StreamingLinearRegression learner = new StreamingLinearRegression().SetInitialWeights(0, 0, 0)
                .SetMiniBatchFraction(fraction).SetNumIterations(5);
            learner.TrainOn(engine.Queue<LabeledPoint>(batches));
            engine.Tick(2);
            return learner.LatestModel.Weights.ToArray();
        }
    }

    [Fact]
    public void A_step_that_no_example_was_chosen_for_changes_nothing()
    {
        using var engine = new Engine();
        StreamingLinearRegression learner = new StreamingLinearRegression().SetInitialWeights(5).SetMiniBatchFraction(1e-12);
        learner.TrainOn(engine.Queue<LabeledPoint>(new LabeledPoint[] { new(1, [1]) }));
        engine.Tick();
        Assert.Equal([5], learner.LatestModel.Weights.ToArray());
    }

    [Fact]
    public void Predictions_use_what_earlier_batches_taught()
    {
        using var engine = new Engine();
        DStream<LabeledPoint> examples = engine.Queue<LabeledPoint>([new(1, [1])], [new(1, [1])], []);
        StreamingLinearRegression learner = new StreamingLinearRegression().SetInitialWeights(0).SetStepSize(0.5).SetNumIterations(1);
        learner.TrainOn(examples);
        List<List<double>> seen = Engine.Collect(learner.PredictOn(examples.Map(example => example.Features)));
        engine.Tick(3);
        Assert.Equal([[0], [0.5], []], seen);
        Assert.Equal([0.75], learner.LatestModel.Weights.ToArray());
    }

    [Fact]
    public void A_batch_that_cannot_be_learned_from_fails_and_leaves_the_model_as_it_was()
    {
        using var engine = new Engine(partitions: 1);
        StreamingLogisticRegression learner = new StreamingLogisticRegression().SetInitialWeights(1, 2);
        learner.TrainOn(engine.Queue<LabeledPoint>([new(1, [1, 1]), new(2, [1, 1])], [new(1, [1])], [new(0, [1, 1])]));
        engine.Tick();
        BatchFailedException failure = engine.Failure();
        Assert.Equal("StreamingLogisticRegression.TrainOn", failure.OperatorName);
        Assert.Contains("The label 2", failure.InnerException!.Message, StringComparison.Ordinal);
        engine.Tick();
        Assert.Equal([1, 2], learner.LatestModel.Weights.ToArray());
        engine.Tick();
        Assert.NotEqual([1, 2], learner.LatestModel.Weights.ToArray());
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var learner = new StreamingLinearRegression();
        using var engine = new Engine();
        DStream<LabeledPoint> examples = engine.Queue<LabeledPoint>(new LabeledPoint[] { new(1, [1]) });
        Assert.Contains("SetInitialWeights", Assert.Throws<InvalidOperationException>(() => learner.TrainOn(examples)).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => learner.LatestModel);
        Assert.Throws<InvalidOperationException>(() => learner.PredictOn(examples.Map(example => example.Features)));
        Assert.Throws<InvalidOperationException>(() =>
            learner.PredictOnValues(examples.Map(example => KeyValuePair.Create(1, example.Features))));
        Assert.Throws<ArgumentException>(() => learner.SetInitialWeights());
        Assert.Throws<ArgumentException>(() => new LogisticRegressionModel());
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetStepSize(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetNumIterations(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetRegParam(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetMiniBatchFraction(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetMiniBatchFraction(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetConvergenceTol(double.NaN));
        Assert.Throws<ArgumentException>(() => learner.SetInitialWeights(1, 2).LatestModel.Predict([1]));
        Assert.Throws<ArgumentNullException>(() => learner.TrainOn(null!));
    }

    private static Gen<(int Iterations, double Regularization, double Tolerance)> Settings { get; } = Gen.Choose(1, 12)
        .Zip(Gen.Elements(0.0, 0.2)).Zip(Gen.Elements(0.0, 0.05, 0.3)).Select(given => (given.Item1.Item1, given.Item1.Item2, given.Item2));

    private static Gen<LabeledPoint[][]> Batches(Gen<double> label) =>
        Cases.Arrays(Cases.Arrays(label.Zip(NumberCases.Features, (value, features) => new LabeledPoint(value, features)), 0, 9), 1, 4);

    private static LabeledPoint[][] Planted(int batches, Func<double, double> labelOf, double[] planted)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, batches).Select(_ => Enumerable.Range(0, 200).Select(_ =>
        {
            double[] features = [.. planted.Select(_ => (random.NextDouble() * 2) - 1)];
            return new LabeledPoint(labelOf(features.Zip(planted, (x, w) => x * w).Sum()), features);
        }).ToArray())];
    }

    private static void AssertFollows(
        Engine engine, LabeledPoint[][] input, Func<double[]> latest, Func<double[], LabeledPoint[], double[]> learn)
    {
        double[] expected = latest();
        foreach (LabeledPoint[] batch in input)
        {
            engine.Tick();
            expected = batch.Length == 0 ? expected : learn(expected, batch);
            Assert.All(expected.Zip(latest()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        }

        Assert.False(engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero));
    }
}
