namespace HotStream;

/// <summary>The forms of a user's function over one key and its new values as structs.</summary>
internal interface IUpdateFunction<TKey, TValue, TState>
{
    Optional<TState> Invoke(BatchTime time, TKey key, IReadOnlyList<TValue> values, Optional<TState> state);
}
