namespace HotStream;

/// <summary>
/// Streams of pairs met with a <see cref="StaticDataset{TKey, TValue}"/>: each partition looks its own keys up, nothing is dealt anew and
/// the order of records is kept. The order in which a key's values were put into the dataset is kept too. A received input is collected for
/// its batch before it, not folded while it arrives: which version counts is known at the batch time.
/// </summary>
public static class StaticDatasetExtensions
{
    /// <summary>Every pair with every value the dataset has for its key; pairs without one are left out.</summary>
    /// <typeparam name="TKey">Keys.</typeparam>
    /// <typeparam name="TLeft">Values of the stream.</typeparam>
    /// <typeparam name="TRight">Values of the dataset.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="dataset">The dataset.</param>
    public static DStream<KeyValuePair<TKey, (TLeft Left, TRight Right)>> Join<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> stream, StaticDataset<TKey, TRight> dataset) =>
        Meet<TKey, TLeft, TRight, KeyValuePair<TKey, (TLeft Left, TRight Right)>, InnerMeeting<TKey, TLeft, TRight>>(
            stream, dataset, "Join");

    /// <summary>As <c>Join</c>, and pairs whose key the dataset does not have.</summary>
    /// <inheritdoc cref="Join"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>> LeftOuterJoin<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> stream, StaticDataset<TKey, TRight> dataset) =>
        Meet<TKey, TLeft, TRight, KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>, OuterMeeting<TKey, TLeft, TRight>>(stream,
            dataset, "LeftOuterJoin");

    /// <summary>The pairs whose key the dataset has, each once.</summary>
    /// <inheritdoc cref="Join"/>
    public static DStream<KeyValuePair<TKey, TLeft>> FilterByKey<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> stream, StaticDataset<TKey, TRight> dataset) =>
        Meet<TKey, TLeft, TRight, KeyValuePair<TKey, TLeft>, KeepMeeting<TKey, TLeft, TRight>>(stream, dataset, "FilterByKey");

    /// <summary>The pairs whose key the dataset does not have.</summary>
    /// <inheritdoc cref="Join"/>
    public static DStream<KeyValuePair<TKey, TLeft>> SubtractByKey<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> stream, StaticDataset<TKey, TRight> dataset) =>
        Meet<TKey, TLeft, TRight, KeyValuePair<TKey, TLeft>, SubtractMeeting<TKey, TLeft, TRight>>(stream, dataset, "SubtractByKey");

    private static TransformedDStream<TOut> Meet<TKey, TLeft, TRight, TOut, TMeeting>(
        DStream<KeyValuePair<TKey, TLeft>> stream, StaticDataset<TKey, TRight> dataset, string name)
        where TMeeting : struct, IDatasetMeeting<TKey, TLeft, TRight, TOut>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(dataset);
        return new TransformedDStream<TOut>(stream.Context, [stream], name, time => stream.GetOrCompute(time) is { } batch
            ? (true, batch.Narrow(new DatasetOperator<TKey, TLeft, TRight, TOut, TMeeting>(name, dataset.Pin(batch.Scope))))
            : default);
    }
}
