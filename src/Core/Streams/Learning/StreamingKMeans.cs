namespace HotStream;

/// <summary>
/// K-means clustering that learns from every batch of a stream and forgets at a rate you choose, with the words and the arithmetic of Spark
/// MLlib's <c>StreamingKMeans</c> (MLlib guide, "Streaming k-means"). Of every batch, also an empty one: all weights are multiplied by the
/// discount (the decay factor, or its power of the number of points); a center moves towards the mean of its points by their share in the
/// new weight; a cluster whose weight fell under 1e-8 of the heaviest one's is replaced by half of that one. Partitions sum on their own,
/// so that their number changes nothing but rounding. A point with a NaN ruins a center for good, as in Spark; filter such points out.
/// The model is in checkpoints: a restart goes on with it, whatever centers were set.
/// Settings are those at the time of <see cref="TrainOn"/>. <see cref="LatestModel"/> may be read from any thread; set up by one.
/// </summary>
/// <example><c>new StreamingKMeans().SetK(3).SetHalfLife(5, DecayTimeUnit.Batches).SetRandomCenters(2, weight: 0, seed: 1)</c></example>
public sealed class StreamingKMeans
{
    private const string TrainOnName = "StreamingKMeans.TrainOn";

    private int _k = 2;
    private double _decay = 1;
    private DecayTimeUnit _unit;
    private string? _place;
    private volatile StreamingKMeansModel? _model;

    /// <summary>The model after the last batch trained on.</summary>
    /// <exception cref="InvalidOperationException">No centers were set.</exception>
    public StreamingKMeansModel LatestModel => _model
        ?? throw new InvalidOperationException("A StreamingKMeans has no centers yet; call SetInitialCenters or SetRandomCenters first.");

    /// <summary>How many clusters <see cref="SetRandomCenters"/> makes; 2 unless set.</summary>
    /// <param name="k">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">There are centers already.</exception>
    public StreamingKMeans SetK(int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        if (_model is not null)
        {
            throw new InvalidOperationException("SetK comes before the centers: there are as many clusters as centers now.");
        }

        _k = k;
        return this;
    }

    /// <summary>
    /// What becomes of earlier weights with every unit of time: 1 forgets nothing (the default), 0 keeps the newest batch only.
    /// </summary>
    /// <param name="decay">0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="decay"/> is less than 0, greater than 1 or not a number.</exception>
    public StreamingKMeans SetDecayFactor(double decay)
    {
        _decay = decay is >= 0 and <= 1 ? decay
            : throw new ArgumentOutOfRangeException(nameof(decay), decay, "A decay factor lies between 0 and 1.");
        return this;
    }

    /// <summary>Whether the decay factor counts for each batch (the default) or for each point.</summary>
    /// <param name="unit">The unit.</param>
    public StreamingKMeans SetTimeUnit(DecayTimeUnit unit)
    {
        _unit = unit;
        return this;
    }

    /// <summary>
    /// Sets the decay factor so that weights are halved within a time: to 0.5 to the power of 1 / <paramref name="halfLife"/>.
    /// </summary>
    /// <param name="halfLife">Batches or points, more than 0.</param>
    /// <param name="unit">Which of them.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="halfLife"/> is not greater than 0.</exception>
    public StreamingKMeans SetHalfLife(double halfLife, DecayTimeUnit unit)
    {
        _decay = halfLife > 0
            ? Math.Pow(0.5, 1 / halfLife)
            : throw new ArgumentOutOfRangeException(nameof(halfLife), halfLife, "A half life is more than 0.");
        return SetTimeUnit(unit);
    }

    /// <summary>Starts from given centers.</summary>
    /// <inheritdoc cref="StreamingKMeansModel(IReadOnlyList{double[]}, IReadOnlyList{double})"/>
    public StreamingKMeans SetInitialCenters(IReadOnlyList<double[]> centers, IReadOnlyList<double> weights)
    {
        _model = new StreamingKMeansModel(centers, weights);
        return this;
    }

    /// <summary>Starts from random centers, every coordinate drawn from the normal distribution with mean 0 and deviation 1.</summary>
    /// <param name="dimensions">Numbers in a point, at least 1.</param>
    /// <param name="weight">Weight of every center, in points: 0 lets the first points decide.</param>
    /// <param name="seed">The same seed gives the same centers.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is less than 1, or
    /// <paramref name="weight"/> negative.</exception>
    public StreamingKMeans SetRandomCenters(int dimensions, double weight, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        var random = new Random(seed);
        double[][] centers = new double[_k][];
        double[] weights = new double[_k];
        Array.Fill(weights, weight);
        for (int cluster = 0; cluster < _k; cluster++)
        {
            centers[cluster] = new double[dimensions];
            foreach (ref double coordinate in centers[cluster].AsSpan())
            {
                // Box and Muller 1958
                coordinate = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            }
        }

        return SetInitialCenters(centers, weights);
    }

    /// <summary>
    /// Names this model's place in checkpoints, so that operators and models may be added before it, or removed. Without one its place is
    /// its number among the models of its kind.
    /// </summary>
    /// <param name="name">Unique in its context, the same in every run; set before <see cref="TrainOn"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public StreamingKMeans Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _place = name;
        return this;
    }

    /// <summary>
    /// Learns from every batch of a stream: an output, run in its turn. A batch that cannot be learned from leaves the model as it was.
    /// </summary>
    /// <param name="points">The points, each with as many numbers as the centers.</param>
    /// <exception cref="InvalidOperationException">No centers were set, or the context was started.</exception>
    public void TrainOn(DStream<double[]> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        (double decay, DecayTimeUnit unit, _) = (_decay, _unit, LatestModel);
        points.AddOutput(TrainOnName, batch => Train(batch, decay, unit), new Learner(this, TrainOnName, _place, CreateRecoverable));
    }

    /// <summary>
    /// The nearest cluster of each point, by the model after all earlier batches: what a batch teaches is used from the next batch on.
    /// </summary>
    /// <remarks>
    /// The model is taken once, when the batch is generated, before any output of that batch trains: all its records, and every output that
    /// computes it, see the same one; a batch whose training failed left it as it was. In Spark a batch's predictions have learned from
    /// that batch when <c>trainOn</c> was called first; here the order does not matter.
    /// </remarks>
    /// <param name="points">The points.</param>
    /// <exception cref="InvalidOperationException">No centers were set, or the context was started.</exception>
    public DStream<int> PredictOn(DStream<double[]> points)
    {
        _ = LatestModel;
        return Prediction.Of<double[], int>(points, "StreamingKMeans.PredictOn", () =>
        {
            StreamingKMeansModel model = LatestModel;
            return point => model.Predict(point);
        });
    }

    /// <summary><see cref="PredictOn"/> for points that carry a key, such as the answer to compare with.</summary>
    /// <inheritdoc cref="PredictOn"/>
    /// <typeparam name="TKey">Keys.</typeparam>
    public DStream<KeyValuePair<TKey, int>> PredictOnValues<TKey>(DStream<KeyValuePair<TKey, double[]>> points)
    {
        _ = LatestModel;
        return Prediction.Of<KeyValuePair<TKey, double[]>, KeyValuePair<TKey, int>>(points, "StreamingKMeans.PredictOnValues", () =>
        {
            StreamingKMeansModel model = LatestModel;
            return point => KeyValuePair.Create(point.Key, model.Predict(point.Value));
        });
    }

    private LearnedModel CreateRecoverable(OperatorPlace place)
    {
        StreamingKMeansModel initial = LatestModel;
        return new LearnedModel(place, $"{TrainOnName} of {initial.K} centers with {initial.Dimensions} numbers each",
            () => LatestModel.Numbers, numbers => _model = initial.Of(numbers));
    }

    private void Train(Batch<double[]> batch, double decay, DecayTimeUnit unit)
    {
        StreamingKMeansModel model = LatestModel;
        var total = new ClusterSums(new StageContext(-1), string.Empty, model);
        var parts = new ClusterSums[batch.PartitionCount];
        batch.Run(partition => parts[partition] =
            new ClusterSums(new StageContext(partition) { Time = batch.Time }, TrainOnName, model));
        long points = 0;
        foreach (ClusterSums part in parts)
        {
            total.Add(part);
        }

        foreach (long count in total.Counts)
        {
            points += count;
        }

        _model = model.Next(total.Sums, total.Counts, unit == DecayTimeUnit.Batches ? decay : Math.Pow(decay, points));
    }
}
