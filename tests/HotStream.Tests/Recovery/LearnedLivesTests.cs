using System.Globalization;
using HotStream.Tests.Io;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Recovery;

/// <summary>Law: whatever the lives of a program, a model is before each batch what it is in a program that never ends.</summary>
public sealed class LearnedLivesTests
{
    private const int Batches = 18;

    private static readonly Dictionary<string, Func<DStream<KeyValuePair<string, long>>, DStream<string>>> s_programs = new()
    {
        ["k-means"] = pairs => Trained(pairs, Clusters()),
        ["k-means by points"] = pairs => Trained(pairs, Clusters().SetHalfLife(5, DecayTimeUnit.Points)),
        ["k-means of two streams"] = pairs =>
        {
            StreamingKMeans learner = Clusters();
            learner.TrainOn(pairs.Filter(pair => pair.Value % 2 == 0).Map(Point));
            return Trained(pairs.Filter(pair => pair.Value % 3 == 0), learner);
        },
        ["linear regression"] = pairs =>
        {
            var learner = new StreamingLinearRegression().SetInitialWeights(0, 0).SetStepSize(0.01);
            learner.TrainOn(pairs.Map(pair => new LabeledPoint(pair.Value, Point(pair))));
            return Numbers(pairs, () => learner.LatestModel.Weights.ToArray());
        },
        ["logistic regression"] = pairs =>
        {
            var learner = new StreamingLogisticRegression().SetInitialWeights(0, 0).SetMiniBatchFraction(0.7).Named("classes");
            learner.TrainOn(pairs.Map(pair => new LabeledPoint(pair.Value % 2, Point(pair))));
            return Numbers(pairs, () => learner.LatestModel.Weights.ToArray());
        },
    };

    public static TheoryData<string> Programs => [.. s_programs.Keys];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Lives_teach_a_model_what_one_life_teaches_it(string program) =>
        Cases.Check(LivesCase.All, x => x.AssertThatLivesGiveWhatOneGives(() => Make(program, x), Batches), count: 20);

    [Fact]
    public void A_model_of_another_size_is_refused_and_one_with_a_name_may_go()
    {
        using var folder = new Folder();
        Live(folder, pairs => Clusters().TrainOn(pairs.Map(Point)));
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() =>
            Live(folder, pairs => new StreamingKMeans().SetK(4).SetRandomCenters(2, 0, 1).TrainOn(pairs.Map(Point))));
        Assert.Contains("StreamingKMeans.TrainOn#1 was StreamingKMeans.TrainOn of 3 centers with 2 numbers each and is "
            + "StreamingKMeans.TrainOn of 4 centers with 2 numbers each", failure.Message, StringComparison.Ordinal);
        Live(folder, pairs =>
        {
            Clusters().TrainOn(pairs.Map(Point));
            Clusters().Named("further").TrainOn(pairs.Map(Point));
        });
        Live(folder, pairs => Clusters().TrainOn(pairs.Map(Point)));
        failure = Assert.Throws<InvalidOperationException>(() => Live(folder, pairs =>
        {
            Clusters().Named("same").TrainOn(pairs.Map(Point));
            Clusters().Named("same").TrainOn(pairs.Map(Point));
        }));
        Assert.Contains("have the name same", failure.Message, StringComparison.Ordinal);
    }

    private static void Live(Folder folder, Action<DStream<KeyValuePair<string, long>>> program)
    {
        var clock = new ManualClock();
        var options = new StreamingOptions { TimeProvider = clock, OneActivePerProcess = false, Partitions = 2 };
        options.LoggerFactory = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance;
        using StreamingContext context = StreamingContext.GetOrCreate(folder.Root, () =>
        {
            var made = new StreamingContext("models", TimeSpan.FromSeconds(1), options);
            program(new ScriptedInput<KeyValuePair<string, long>>(made, number => [new("a", number)]));
            return made;
        });
        context.Start();
        clock.Advance(TimeSpan.FromSeconds(2));
        context.Stop(graceful: true);
    }

    private static Lives Make(string program, LivesCase x) => new(x.Partitions, context =>
        s_programs[program](new ScriptedInput<KeyValuePair<string, long>>(context, x.Batch)))
    {
        With = options => options.CheckpointInterval = TimeSpan.FromSeconds(x.CheckpointSeconds),
    };

    private static StreamingKMeans Clusters() => new StreamingKMeans().SetK(3).SetDecayFactor(0.8).SetRandomCenters(2, weight: 1, seed: 3);

    private static double[] Point(KeyValuePair<string, long> pair) => [pair.Value, pair.Key.Length];

    private static DStream<string> Trained(DStream<KeyValuePair<string, long>> pairs, StreamingKMeans learner)
    {
        learner.TrainOn(pairs.Map(Point));
        return Numbers(pairs, () => [.. learner.LatestModel.Weights, .. Enumerable.Range(0, 3)
            .SelectMany(cluster => learner.LatestModel.Center(cluster).ToArray())]);
    }

    /// <summary>What the model is when a batch is generated, beside the batch's records.</summary>
    private static DStream<string> Numbers(DStream<KeyValuePair<string, long>> pairs, Func<double[]> model) => pairs.Transform(batch =>
    {
        string numbers = string.Join(',', model().Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
        return batch.MapPartitions(records => new[] { $"{records.Count} {numbers}" });
    });
}
