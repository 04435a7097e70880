namespace HotStream;

/// <summary>
/// What the streaming linear models have in common: weights carried from batch to batch, each batch a run of gradient descent that starts
/// from the weights of the last one, as Spark MLlib's <c>StreamingLinearAlgorithm</c>. There is no intercept: add a feature that is always
/// 1 for one. An empty batch is passed over. Partitions sum on their own, so that their number changes nothing but rounding. Settings are
/// those at the time of <see cref="TrainOn"/>. The model is in checkpoints: a restart goes on with it, whatever weights were set.
/// <see cref="LatestModel"/> may be read from any thread; set up by one.
/// </summary>
/// <typeparam name="TSelf">The algorithm.</typeparam>
/// <typeparam name="TModel">Its model.</typeparam>
public abstract class StreamingLinearAlgorithm<TSelf, TModel>
    where TSelf : StreamingLinearAlgorithm<TSelf, TModel>
    where TModel : class
{
    private volatile TModel? _model;
    private string? _place;

    private protected StreamingLinearAlgorithm()
    {
    }

    /// <summary>The model after the last batch trained on.</summary>
    /// <exception cref="InvalidOperationException">No initial weights were set.</exception>
    public TModel LatestModel => _model
        ?? throw new InvalidOperationException(
            $"A {typeof(TSelf).Name} has no weights yet; call SetInitialWeights first, with zeros if you know no better.");

    private protected abstract string Name { get; }

    private GradientDescentSettings Settings { get; set; } = new();

    /// <summary>The weights to start from: required, one for each feature.</summary>
    /// <param name="weights">The weights; copied.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public TSelf SetInitialWeights(params ReadOnlySpan<double> weights)
    {
        _model = ModelOf([.. weights]);
        return (TSelf)this;
    }

    /// <summary>The length of the first step of a batch; step i is this divided by the square root of i. 0.1 unless set.</summary>
    /// <param name="stepSize">More than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="stepSize"/> is not more than 0.</exception>
    public TSelf SetStepSize(double stepSize) =>
        With(Settings with { StepSize = stepSize > 0 ? stepSize : throw Outside(nameof(stepSize), stepSize, "more than 0") });

    /// <summary>Most steps over one batch; 50 unless set.</summary>
    /// <param name="iterations">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="iterations"/> is less than 1.</exception>
    public TSelf SetNumIterations(int iterations) =>
        With(Settings with { Iterations = iterations >= 1 ? iterations : throw Outside(nameof(iterations), iterations, "at least 1") });

    /// <summary>
    /// Weight of half the squared length of the weights in what is minimized (L2): each step first shrinks the weights by step times this.
    /// 0 unless set. Spark takes the parameter for linear regression too, and leaves it without effect there; here
    /// it has the same effect on both.
    /// </summary>
    /// <param name="regularization">Not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="regularization"/> is negative or not a number.</exception>
    public TSelf SetRegParam(double regularization) => With(
        Settings with
        {
            Regularization = regularization >= 0 ? regularization
            : throw Outside(nameof(regularization), regularization, "at least 0")
        });

    /// <summary>
    /// The share of a batch that each step looks at, chosen anew for every step, the same way in every run; 1, all of it, unless set.
    /// </summary>
    /// <param name="fraction">More than 0, at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is outside of that.</exception>
    public TSelf SetMiniBatchFraction(double fraction) => With(
        Settings with
        {
            MiniBatchFraction = fraction is > 0 and <= 1 ? fraction
            : throw Outside(nameof(fraction), fraction, "more than 0 and at most 1")
        });

    /// <summary>
    /// A batch is done early when a step changed the weights by less than this times their Euclidean length, or times 1 if they are
    /// shorter. 0.001 unless set; 0 never stops early.
    /// </summary>
    /// <param name="tolerance">0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is outside of that.</exception>
    public TSelf SetConvergenceTol(double tolerance) => With(
        Settings with
        {
            ConvergenceTolerance = tolerance is >= 0 and <= 1 ? tolerance
            : throw Outside(nameof(tolerance), tolerance, "between 0 and 1")
        });

    /// <summary>
    /// Names this model's place in checkpoints, so that operators and models may be added before it, or removed. Without one its place is
    /// its number among the models of its kind.
    /// </summary>
    /// <param name="name">Unique in its context, the same in every run; set before <see cref="TrainOn"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public TSelf Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _place = name;
        return (TSelf)this;
    }

    /// <summary>
    /// Learns from every batch of a stream: an output, run in its turn. A batch that cannot be learned from leaves the model as it was.
    /// </summary>
    /// <param name="examples">The examples, each with as many features as there are weights.</param>
    /// <exception cref="InvalidOperationException">No initial weights were set, or the context was started.</exception>
    public void TrainOn(DStream<LabeledPoint> examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        string name = $"{Name}.TrainOn";
        Func<Batch<LabeledPoint>, TModel, TModel?> trainer = Trainer(name, Settings, LatestModel);
        examples.AddOutput(name, batch => _model = trainer(batch, LatestModel) ?? _model,
            new Learner(this, name, _place, place => new LearnedModel(place, $"{name} of {WeightsOf(LatestModel).Length} weights",
                () => [.. WeightsOf(LatestModel)], weights => _model = ModelOf(weights))));
    }

    /// <summary>
    /// The prediction for each vector of features, by the model after all earlier batches: what a batch teaches
    /// is used from the next batch on.
    /// </summary>
    /// <remarks>
    /// The model is taken once, when the batch is generated, before any output of that batch trains: all its records, and every output that
    /// computes it, see the same one; a batch whose training failed left it as it was. In Spark a batch's predictions have learned from
    /// that batch when <c>trainOn</c> was called first; here the order does not matter.
    /// </remarks>
    /// <param name="features">Vectors with as many numbers as there are weights.</param>
    /// <exception cref="InvalidOperationException">No initial weights were set, or the context was started.</exception>
    public DStream<double> PredictOn(DStream<double[]> features)
    {
        _ = LatestModel;
        return Prediction.Of<double[], double>(features, $"{Name}.PredictOn", () =>
        {
            TModel model = LatestModel;
            return vector => Predict(model, vector);
        });
    }

    /// <summary><see cref="PredictOn"/> for features that carry a key, such as the answer to compare with.</summary>
    /// <inheritdoc cref="PredictOn"/>
    /// <typeparam name="TKey">Keys.</typeparam>
    public DStream<KeyValuePair<TKey, double>> PredictOnValues<TKey>(DStream<KeyValuePair<TKey, double[]>> features)
    {
        _ = LatestModel;
        return Prediction.Of<KeyValuePair<TKey, double[]>, KeyValuePair<TKey, double>>(features, $"{Name}.PredictOnValues", () =>
        {
            TModel model = LatestModel;
            return pair => KeyValuePair.Create(pair.Key, Predict(model, pair.Value));
        });
    }

    private protected abstract TModel ModelOf(double[] weights);

    private protected abstract ReadOnlySpan<double> WeightsOf(TModel model);

    private protected abstract double Predict(TModel model, ReadOnlySpan<double> features);

    /// <summary>What makes the next model of a batch and the last one; null for an empty batch.</summary>
    private protected abstract Func<Batch<LabeledPoint>, TModel, TModel?> Trainer(string name,
        GradientDescentSettings settings, TModel initial);

    private static ArgumentOutOfRangeException Outside(string name, double value, string range) => new(name, value, $"It must be {range}.");

    private TSelf With(GradientDescentSettings settings)
    {
        Settings = settings;
        return (TSelf)this;
    }
}
