using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Learning;

/// <summary>Clusters that follow a stream.</summary>
public sealed class StreamingKMeansTests
{
    [Property(MaxTest = 120)]
    public Property Every_batch_moves_the_centers_as_the_definition_does()
    {
        Gen<double[][][]> batches = Cases.Arrays(Cases.Arrays(NumberCases.Points, 0, 12), 1, 6);
        Gen<(double Decay, bool ByPoints)> decays = Gen.Elements(0.0, 0.3, 0.9, 1.0)
            .SelectMany(decay => Gen.Elements(false, true).Select(by => (decay, by)));
        Gen<double[]> weights = Gen.Elements(0.0, 1.0, 2.5).ArrayOf(3);
        return Cases.ForAll(batches.Zip(decays).Zip(weights).Zip(Gen.Elements(1, 2, 3)), given =>
        {
            (((double[][][] input, (double decay, bool byPoints)), double[] starts), int partitions) = given;
            double[][] centers = [[-5, 0], [0, 5], [5, -5]];
            var naive = new NaiveKMeans(centers, starts, decay, byPoints);
            var learner = new StreamingKMeans().SetDecayFactor(decay).SetTimeUnit(byPoints ? DecayTimeUnit.Points : DecayTimeUnit.Batches)
                .SetInitialCenters(centers, starts);
            using var engine = new Engine(partitions);
            learner.TrainOn(engine.Queue<double[]>(input));
            foreach (double[][] batch in input)
            {
                engine.Tick();
                naive.Learn(batch);
                AssertNear(naive, learner.LatestModel);
                if (naive.HasSplit)
                {
                    break; // two centers lie 1e-14 apart now: rounding decides which is nearer
                }
            }

            Assert.False(engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Planted_clusters_are_found_from_random_centers(int partitions)
    {
        var random = new Random(7);
        double[][] planted = [[0, 0], [20, 0], [0, 20]];
        var batches = Enumerable.Range(0, 20).Select(_ => Enumerable.Range(0, 300)
            .Select(i => planted[i % 3].Select(x => x + random.NextDouble() - 0.5).ToArray()).ToArray()).ToArray();
        using var engine = new Engine(partitions);
        StreamingKMeans learner = new StreamingKMeans().SetK(3).SetHalfLife(2, DecayTimeUnit.Batches)
            .SetRandomCenters(2, weight: 0, seed: 11);
        learner.TrainOn(engine.Queue<double[]>(batches));
        engine.Tick(batches.Length);
        StreamingKMeansModel model = learner.LatestModel;
        foreach (double[] center in planted)
        {
            int cluster = model.Predict(center);
            Assert.InRange(Distance(model.Center(cluster), center), 0, 0.2);
        }

        Assert.Equal(3, planted.Select(center => model.Predict(center)).Distinct().Count());
    }

    [Fact]
    public void Predictions_use_what_earlier_batches_taught_whether_training_was_asked_for_first_or_last()
    {
        foreach (bool trainFirst in (bool[])[true, false])
        {
            using var engine = new Engine();
            DStream<double[]> points = engine.Queue<double[]>([[6.0]], [[6.0]], [], [[1.0]]);
            StreamingKMeans learner = new StreamingKMeans().SetDecayFactor(0).SetInitialCenters([[0], [10]], [1, 1]);
            if (trainFirst)
            {
                learner.TrainOn(points.Map(p => new double[] { p[0] - 8 })); // moves center 0 to -2 and lets center 1 die
            }

            List<List<int>> seen = Engine.Collect(learner.PredictOn(points));
            List<List<KeyValuePair<string, int>>> keyed = Engine.Collect(
                learner.PredictOnValues(points.Map(p => KeyValuePair.Create($"{p[0]}", p))));
            if (!trainFirst)
            {
                learner.TrainOn(points.Map(p => new double[] { p[0] - 8 }));
            }

            engine.Tick(4);
            Assert.Equal([[1], [0], [], [0]], seen); // after the first batch both centers are near -2, the greater one being number 0
            Assert.Equal([[new("6", 1)], [new("6", 0)], [], [new("1", 0)]], keyed);
        }
    }

    [Fact]
    public void A_half_life_halves_weights_in_that_time()
    {
        using var engine = new Engine();
        StreamingKMeans byBatches = new StreamingKMeans().SetHalfLife(4, DecayTimeUnit.Batches).SetInitialCenters([[0], [100]], [8, 8]);
        StreamingKMeans byPoints = new StreamingKMeans().SetHalfLife(4, DecayTimeUnit.Points).SetInitialCenters([[0], [100]], [8, 8]);
        DStream<double[]> points = engine.Queue<double[]>([[0], [0], [0], [0]], [], [], []);
        byBatches.TrainOn(points);
        byPoints.TrainOn(points);
        engine.Tick(4);
        Assert.Equal(4, byBatches.LatestModel.Weights[1], 1e-12);
        Assert.Equal([8, 4], byPoints.LatestModel.Weights.ToArray().Select(weight => Math.Round(weight, 12)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_centers_and_they_look_normal()
    {
        StreamingKMeansModel model = new StreamingKMeans().SetK(2000).SetRandomCenters(1, 3, seed: 5).LatestModel;
        StreamingKMeansModel again = new StreamingKMeans().SetK(2000).SetRandomCenters(1, 3, seed: 5).LatestModel;
        Assert.NotEqual(model.Center(0).ToArray(), new StreamingKMeans().SetRandomCenters(1, 3, seed: 6).LatestModel.Center(0).ToArray());
        double[] values = [.. Enumerable.Range(0, model.K).Select(cluster => model.Center(cluster)[0])];
        Assert.Equal(values, Enumerable.Range(0, model.K).Select(cluster => again.Center(cluster)[0]));
        AssertNormal(values);
        Assert.All(model.Weights.ToArray(), weight => Assert.Equal(3, weight));
    }

    [Fact]
    public void A_batch_that_cannot_be_learned_from_fails_and_leaves_the_model_as_it_was()
    {
        using var engine = new Engine(partitions: 1);
        StreamingKMeans learner = new StreamingKMeans().SetInitialCenters([[0, 0], [10, 10]], [0, 0]);
        learner.TrainOn(engine.Queue<double[]>([[1, 1], [1, 2, 3]], [[2, 2]]));
        engine.Tick();
        BatchFailedException failure = engine.Failure();
        Assert.Equal("StreamingKMeans.TrainOn", failure.OperatorName);
        Assert.Contains("3 numbers came to a model of 2", failure.InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal([0, 0], learner.LatestModel.Weights.ToArray());
        engine.Tick();
        Assert.Equal([0.5, 0.5], learner.LatestModel.Weights.ToArray()); // one point, then half of it given to the cluster without any
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var learner = new StreamingKMeans();
        Assert.Throws<InvalidOperationException>(() => learner.LatestModel);
        using var engine = new Engine();
        DStream<double[]> points = engine.Queue<double[]>(new double[][] { [1.0] });
        Assert.Throws<InvalidOperationException>(() => learner.TrainOn(points));
        Assert.Throws<InvalidOperationException>(() => learner.PredictOn(points));
        Assert.Throws<InvalidOperationException>(() => learner.PredictOnValues(points.Map(p => KeyValuePair.Create(1, p))));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetK(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetDecayFactor(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetDecayFactor(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetHalfLife(0, DecayTimeUnit.Batches));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetRandomCenters(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetRandomCenters(1, -1, 1));
        Assert.Throws<ArgumentException>(() => learner.SetInitialCenters([], []));
        Assert.Throws<ArgumentException>(() => learner.SetInitialCenters([[1]], [1, 2]));
        Assert.Throws<ArgumentException>(() => learner.SetInitialCenters([[1], [1, 2]], [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetInitialCenters([[]], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.SetInitialCenters([[1]], [double.NaN]));
        learner.SetInitialCenters([[1]], [1]);
        Assert.Throws<InvalidOperationException>(() => learner.SetK(2));
        Assert.Throws<ArgumentNullException>(() => learner.TrainOn(null!));
        Assert.Throws<ArgumentNullException>(() => learner.PredictOn(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.LatestModel.Center(1).Length);
    }

    private static void AssertNormal(double[] values)
    {
        Assert.InRange(values.Average(), -0.1, 0.1);
        Assert.InRange(values.Average(x => x * x), 0.9, 1.1);
        Assert.InRange(values.Count(x => Math.Abs(x) < 1) / (double)values.Length, 0.64, 0.72);
    }

    private static void AssertNear(NaiveKMeans expected, StreamingKMeansModel actual)
    {
        for (int cluster = 0; cluster < actual.K; cluster++)
        {
            Assert.Equal(expected.Weights[cluster], actual.Weights[cluster], 1e-9);
            Assert.InRange(Distance(actual.Center(cluster), expected.Centers[cluster]), 0, 1e-9);
        }
    }

    private static double Distance(ReadOnlySpan<double> left, double[] right) =>
        Math.Sqrt(left.ToArray().Zip(right, (l, r) => (l - r) * (l - r)).Sum());
}
