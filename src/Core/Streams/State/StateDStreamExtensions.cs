namespace HotStream;

/// <summary>
/// Streams of pairs with state: what is known of a key is carried from batch to batch. State lives in memory, in as many partitions as the
/// context has unless told otherwise; equal keys are brought to one partition by <see cref="StableHash"/>. Names and meaning are Spark's
/// (Spark Streaming Programming Guide, "UpdateStateByKey Operation"; scaladoc of <c>StateSpec</c>). Keys may be <see cref="Utf8Slice"/>,
/// which is copied; keys and states that hold slices in another way are refused.
/// </summary>
public static class StateDStreamExtensions
{
    /// <summary>
    /// Brings the state of every known key up to date in every batch, and gives all keys with their states. The function is called for keys
    /// without new values too; the key of which it returns none is forgotten and not given. So the cost of a batch grows with the keys
    /// held: where only keys with records matter, <c>MapWithState</c> is the cheaper one. A batch in which the function throws fails and
    /// leaves the state of all partitions as it was; later batches go on from there. Needs a checkpoint directory.
    /// </summary>
    /// <typeparam name="TKey">Keys.</typeparam>
    /// <typeparam name="TValue">Values.</typeparam>
    /// <typeparam name="TState">What is kept per key. Replace it rather than change an object in place, which a failed
    /// batch cannot restore.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="update">
    /// From the new values of a key, in order of arrival within an input partition, and its state to its next state. The values are a view,
    /// valid during the call. Called on worker threads, for each partition by one thread at a time.
    /// </param>
    /// <param name="initialState">States to start from, passed through the function in the first batch; null for none. Of two with one
    /// key the later one counts.</param>
    /// <param name="partitions">In how many partitions the state is kept; null for <c>StreamingOptions.Partitions</c>.</param>
    /// <exception cref="ArgumentException">Keys or states hold slices.</exception>
    public static DStream<KeyValuePair<TKey, TState>> UpdateStateByKey<TKey, TValue, TState>(
        this DStream<KeyValuePair<TKey, TValue>> stream,
        Func<IReadOnlyList<TValue>, Optional<TState>, Optional<TState>> update,
        IEnumerable<KeyValuePair<TKey, TState>>? initialState = null,
        int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(update);
        return UpdateState(stream, initialState, partitions, count =>
            new KeyUpdateJob<TKey, TValue, TState, PlainUpdateFunction<TKey, TValue, TState>>(new(update), count));
    }

    /// <summary>As the shorter form, with a function that sees the batch time and the key.</summary>
    /// <inheritdoc cref="UpdateStateByKey{TKey, TValue, TState}(DStream{KeyValuePair{TKey, TValue}}, Func{IReadOnlyList{TValue},
    /// Optional{TState}, Optional{TState}}, IEnumerable{KeyValuePair{TKey, TState}}?, int?)"/>
    public static DStream<KeyValuePair<TKey, TState>> UpdateStateByKey<TKey, TValue, TState>(
        this DStream<KeyValuePair<TKey, TValue>> stream,
        Func<BatchTime, TKey, IReadOnlyList<TValue>, Optional<TState>, Optional<TState>> update,
        IEnumerable<KeyValuePair<TKey, TState>>? initialState = null,
        int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(update);
        return UpdateState(stream, initialState, partitions, count =>
            new KeyUpdateJob<TKey, TValue, TState, TimedUpdateFunction<TKey, TValue, TState>>(new(update), count));
    }

    /// <summary>
    /// As the shorter form, with a function of all known keys of a partition, which may rename keys and give several pairs for one. The
    /// stream has the pairs as they were given; of two with one key the first is the key's state in the next batch. Allocates per key with
    /// values, and the table of the partition in every batch.
    /// </summary>
    /// <typeparam name="TKey">Keys.</typeparam>
    /// <typeparam name="TValue">Values.</typeparam>
    /// <typeparam name="TState">What is kept per key. Replace it rather than change an object in place, which a failed
    /// batch cannot restore.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="update">
    /// From all known keys of a partition, each with its new values and its state, to keys and states. Values are valid until the result
    /// was enumerated.
    /// </param>
    /// <param name="rememberPartitioner">
    /// Whether every pair given belongs to the partition whose function gave it, as when keys are kept; then nothing is dealt anew. False
    /// when keys are renamed: a renamed key that stays in a wrong partition never meets its values.
    /// </param>
    /// <param name="initialState">States to start from, passed through the function in the first batch; null for none. Of two with one
    /// key the later one counts.</param>
    /// <param name="partitions">In how many partitions the state is kept; null for <c>StreamingOptions.Partitions</c>.</param>
    /// <exception cref="ArgumentException">Keys or states hold slices.</exception>
    public static DStream<KeyValuePair<TKey, TState>> UpdateStateByKey<TKey, TValue, TState>(
        this DStream<KeyValuePair<TKey, TValue>> stream,
        Func<IEnumerable<(TKey Key, IReadOnlyList<TValue> Values, Optional<TState> State)>, IEnumerable<KeyValuePair<TKey, TState>>> update,
        bool rememberPartitioner,
        IEnumerable<KeyValuePair<TKey, TState>>? initialState = null,
        int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(update);
        return UpdateState(stream, initialState, partitions, count =>
            new PartitionUpdateJob<TKey, TValue, TState>(update, rememberPartitioner, count));
    }

    /// <summary>
    /// Calls a function for every record with the state of its key, in the order in which a partition's records arrived: it sees what
    /// earlier records of the same batch did. The cost of a batch follows from its records, not from the keys
    /// held. Needs a checkpoint directory.
    /// </summary>
    /// <typeparam name="TKey">Keys.</typeparam>
    /// <typeparam name="TValue">Values.</typeparam>
    /// <typeparam name="TState">What is kept per key.</typeparam>
    /// <typeparam name="TMapped">Records of the new stream.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="spec">The function and its settings.</param>
    /// <exception cref="ArgumentException">Keys or states hold slices, or a prompt time-out has too many slides.</exception>
    public static MapWithStateDStream<TKey, TState, TMapped> MapWithState<TKey, TValue, TState, TMapped>(
        this DStream<KeyValuePair<TKey, TValue>> stream, StateSpec<TKey, TValue, TState, TMapped> spec)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(spec);
        KeptTypes.ThrowIfTheyHoldSlices<TKey, TState>("MapWithState");
        if (spec.IsPrompt && spec.IdleMilliseconds / stream.SlideMilliseconds > StateTimers.MostSlides)
        {
            throw new ArgumentException(
                $"A prompt time-out may have at most {StateTimers.MostSlides} slides of {stream.SlideMilliseconds} ms; use "
                + "Timeout, or a longer batch interval.", nameof(spec));
        }

        return new KeyedStateDStream<TKey, TValue, TState, TMapped>(stream, spec, spec.Partitions ?? stream.Context.Options.Partitions);
    }

    private static UpdateStateDStream<TKey, TValue, TState> UpdateState<TKey, TValue, TState>(
        DStream<KeyValuePair<TKey, TValue>> stream,
        IEnumerable<KeyValuePair<TKey, TState>>? initialState,
        int? partitions,
        Func<int, UpdateJob<TKey, TValue, TState>> create)
    {
        ArgumentNullException.ThrowIfNull(stream);
        int count = partitions ?? stream.Context.Options.Partitions;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(partitions));
        KeptTypes.ThrowIfTheyHoldSlices<TKey, TState>("UpdateStateByKey");
        return new(stream, create(count), [.. initialState ?? []]);
    }
}
