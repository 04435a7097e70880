namespace HotStream;

/// <summary>
/// What <c>MapWithState</c> does with each record, and with what settings; made by <see cref="StateSpec"/>. Settings return the spec
/// itself. Not thread-safe; read when the stream is made.
/// </summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TState">What is kept per key.</typeparam>
/// <typeparam name="TMapped">Records of the new stream.</typeparam>
public sealed class StateSpec<TKey, TValue, TState, TMapped>
{
    private readonly Func<int, StateTimeout, StateMapper<TKey, TValue, TState, TMapped>> _create;

    internal StateSpec(Func<int, StateTimeout, StateMapper<TKey, TValue, TState, TMapped>> create) => _create = create;

    internal IReadOnlyList<KeyValuePair<TKey, TState>> Initial { get; private set; } = [];

    internal int? Partitions { get; private set; }

    internal long? IdleMilliseconds { get; private set; }

    internal bool IsPrompt { get; private set; }

    /// <summary>States to start from. They count as touched in the first batch. Of two with one key the later one counts.</summary>
    /// <param name="pairs">Keys and states; copied now. Texts longer than a slice holds must stay readable until the start.</param>
    public StateSpec<TKey, TValue, TState, TMapped> InitialState(IEnumerable<KeyValuePair<TKey, TState>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        Initial = [.. pairs];
        return this;
    }

    /// <summary>In how many partitions the state is kept. Default: <c>StreamingOptions.Partitions</c>.</summary>
    /// <param name="partitions">At least 1.</param>
    public StateSpec<TKey, TValue, TState, TMapped> NumPartitions(int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        Partitions = partitions;
        return this;
    }

    /// <summary>
    /// Removes the state of keys that are idle: touched before (batch time - <paramref name="idle"/>). Any record of a key with a state
    /// touches it, also when the function leaves the state alone. As in Spark, idle keys are looked for once in a checkpoint interval only
    /// (ten slides unless set by <c>Checkpoint</c>), so they may linger; the function is then called without a value.
    /// See <see cref="PromptTimeout"/>.
    /// </summary>
    /// <param name="idle">At least a millisecond.</param>
    public StateSpec<TKey, TValue, TState, TMapped> Timeout(TimeSpan idle) => SetTimeout(idle, isPrompt: false);

    /// <summary>
    /// <see cref="Timeout"/>, but idle keys leave in the first batch they are idle in. Costs 4 bytes a key and looks at each key once in a
    /// while, not at all keys.
    /// </summary>
    /// <param name="idle">At least a millisecond; at most 16,777,216 slides.</param>
    public StateSpec<TKey, TValue, TState, TMapped> PromptTimeout(TimeSpan idle) => SetTimeout(idle, isPrompt: true);

    internal StateMapper<TKey, TValue, TState, TMapped> CreateMapper(int partition, StateTimeout timeout) => _create(partition, timeout);

    private StateSpec<TKey, TValue, TState, TMapped> SetTimeout(TimeSpan idle, bool isPrompt)
    {
        if (idle < TimeSpan.FromMilliseconds(1))
        {
            throw new ArgumentOutOfRangeException(nameof(idle), idle, "A state may be idle for at least a millisecond.");
        }

        IdleMilliseconds = (long)idle.TotalMilliseconds;
        IsPrompt = isPrompt;
        return this;
    }
}
