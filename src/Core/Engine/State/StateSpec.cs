namespace HotStream;

/// <summary>
/// Makes the <see cref="StateSpec{TKey, TValue, TState, TMapped}"/> of <c>MapWithState</c>, as Spark's <c>StateSpec.function</c>. Give the
/// lambda's parameters their types, and the rest is inferred.
/// </summary>
public static class StateSpec
{
    /// <summary>A function that gives a record, or none, for each record it is called with.</summary>
    /// <typeparam name="TKey">Keys.</typeparam>
    /// <typeparam name="TValue">Values.</typeparam>
    /// <typeparam name="TState">What is kept per key.</typeparam>
    /// <typeparam name="TMapped">Records of the new stream.</typeparam>
    /// <param name="function">
    /// Called on worker threads, for each partition by one thread at a time. The value is missing when the key is timing out. The state is
    /// valid during the call.
    /// </param>
    public static StateSpec<TKey, TValue, TState, TMapped> Function<TKey, TValue, TState, TMapped>(
        Func<TKey, Optional<TValue>, State<TState>, Optional<TMapped>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Of<TKey, TValue, TState, TMapped, OptionalStateFunction<TKey, TValue, TState, TMapped>>(new(function));
    }

    /// <summary>A function that gives exactly one record for each record it is called with, and one more when its key times out.</summary>
    /// <inheritdoc cref="Function{TKey, TValue, TState, TMapped}(Func{TKey, Optional{TValue}, State{TState}, Optional{TMapped}})"/>
    public static StateSpec<TKey, TValue, TState, TMapped> Function<TKey, TValue, TState, TMapped>(
        Func<TKey, Optional<TValue>, State<TState>, TMapped> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Of<TKey, TValue, TState, TMapped, PlainStateFunction<TKey, TValue, TState, TMapped>>(new(function));
    }

    /// <summary>A function that sees the batch time, and gives a record, or none, for each record it is called with.</summary>
    /// <inheritdoc cref="Function{TKey, TValue, TState, TMapped}(Func{TKey, Optional{TValue}, State{TState}, Optional{TMapped}})"/>
    public static StateSpec<TKey, TValue, TState, TMapped> Function<TKey, TValue, TState, TMapped>(
        Func<BatchTime, TKey, Optional<TValue>, State<TState>, Optional<TMapped>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Of<TKey, TValue, TState, TMapped, TimedStateFunction<TKey, TValue, TState, TMapped>>(new(function));
    }

    private static StateSpec<TKey, TValue, TState, TMapped> Of<TKey, TValue, TState, TMapped, TFunction>(TFunction function)
        where TFunction : struct, IStateFunction<TKey, TValue, TState, TMapped> =>
        new((partition, timeout) => new FunctionStateMapper<TKey, TValue, TState, TMapped, TFunction>(function, partition, timeout));
}
