namespace HotStream;

/// <summary>The key with what became of the number of its records.</summary>
internal readonly struct CountPairResult<TKey, TValue, TFinish>(TFinish finish) : IWindowResult<TKey, NoState, KeyValuePair<TKey, TValue>>
    where TFinish : struct, IFunction<long, TValue>
{
    public KeyValuePair<TKey, TValue> Of(TKey key, long records, NoState state) => new(key, finish.Invoke(records));
}
