namespace HotStream;

public static partial class PairDStreamExtensions
{
    /// <summary>
    /// Tuples of a key and a value as the pairs that verbs by key take. Those verbs take tuples too and do this by themselves; it costs
    /// one copy of each record, within the first-level cache.
    /// </summary>
    /// <param name="stream">The tuples.</param>
    public static DStream<KeyValuePair<TKey, TValue>> ToPairs<TKey, TValue>(this DStream<(TKey Key, TValue Value)> stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.Narrow(Operators.ToPairs<TKey, TValue>());
    }
}

public static partial class PairBatchExtensions
{
    /// <summary>Tuples of a key and a value as the pairs that verbs by key take.</summary>
    /// <param name="batch">The tuples.</param>
    public static Batch<KeyValuePair<TKey, TValue>> ToPairs<TKey, TValue>(this Batch<(TKey Key, TValue Value)> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.Narrow(Operators.ToPairs<TKey, TValue>());
    }
}

internal static partial class Operators
{
    public static NarrowOperator<(TKey Key, TValue Value), KeyValuePair<TKey, TValue>> ToPairs<TKey, TValue>() =>
        new MapOperator<(TKey Key, TValue Value), KeyValuePair<TKey, TValue>, PairFunction<TKey, TValue>>("ToPairs", default);
}

/// <summary>A tuple as a pair.</summary>
internal readonly struct PairFunction<TKey, TValue> : IFunction<(TKey Key, TValue Value), KeyValuePair<TKey, TValue>>
{
    public KeyValuePair<TKey, TValue> Invoke((TKey Key, TValue Value) value) => new(value.Key, value.Value);
}
