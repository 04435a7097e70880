namespace HotStream;

/// <summary>A function of values and state.</summary>
internal readonly struct PlainUpdateFunction<TKey, TValue, TState>(Func<IReadOnlyList<TValue>, Optional<TState>, Optional<TState>> function)
    : IUpdateFunction<TKey, TValue, TState>
{
    public Optional<TState> Invoke(BatchTime time, TKey key, IReadOnlyList<TValue> values, Optional<TState> state) =>
        function(values, state);
}

/// <summary>A function that sees batch time and key too.</summary>
internal readonly struct TimedUpdateFunction<TKey, TValue, TState>(
    Func<BatchTime, TKey, IReadOnlyList<TValue>, Optional<TState>, Optional<TState>> function)
    : IUpdateFunction<TKey, TValue, TState>
{
    public Optional<TState> Invoke(BatchTime time, TKey key, IReadOnlyList<TValue> values, Optional<TState> state) =>
        function(time, key, values, state);
}
