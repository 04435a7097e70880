namespace HotStream;

/// <summary>The key with what became of its state.</summary>
internal readonly struct PairResult<TKey, TState, TValue, TFinish>(TFinish finish) : IWindowResult<TKey, TState, KeyValuePair<TKey, TValue>>
    where TFinish : struct, IFunction<TState, TValue>
{
    public KeyValuePair<TKey, TValue> Of(TKey key, long records, TState state) => new(key, finish.Invoke(state));
}
