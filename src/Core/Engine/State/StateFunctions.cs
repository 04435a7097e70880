namespace HotStream;

/// <summary>A function that may give a record.</summary>
internal readonly struct OptionalStateFunction<TKey, TValue, TState, TMapped>(
    Func<TKey, Optional<TValue>, State<TState>, Optional<TMapped>> function)
    : IStateFunction<TKey, TValue, TState, TMapped>
{
    public bool Invoke(BatchTime time, TKey key, Optional<TValue> value, State<TState> state, out TMapped mapped)
    {
        Optional<TMapped> result = function(key, value, state);
        mapped = result.Value;
        return result.HasValue;
    }
}

/// <summary>A function that always gives a record.</summary>
internal readonly struct PlainStateFunction<TKey, TValue, TState, TMapped>(Func<TKey, Optional<TValue>, State<TState>, TMapped> function)
    : IStateFunction<TKey, TValue, TState, TMapped>
{
    public bool Invoke(BatchTime time, TKey key, Optional<TValue> value, State<TState> state, out TMapped mapped)
    {
        mapped = function(key, value, state);
        return true;
    }
}

/// <summary>A function that sees the batch time and may give a record.</summary>
internal readonly struct TimedStateFunction<TKey, TValue, TState, TMapped>(
    Func<BatchTime, TKey, Optional<TValue>, State<TState>, Optional<TMapped>> function)
    : IStateFunction<TKey, TValue, TState, TMapped>
{
    public bool Invoke(BatchTime time, TKey key, Optional<TValue> value, State<TState> state, out TMapped mapped)
    {
        Optional<TMapped> result = function(time, key, value, state);
        mapped = result.Value;
        return result.HasValue;
    }
}
