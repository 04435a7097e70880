namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>
    /// One record becomes one pair, written as a tuple: <c>words.MapToPair(word =&gt; (word, 1L))</c>. In one step what <c>Map</c> to a
    /// tuple and <see cref="PairDStreamExtensions.ToPairs{TKey, TValue}(DStream{ValueTuple{TKey, TValue}})"/> do in two.
    /// </summary>
    /// <typeparam name="TKey">Keys.</typeparam>
    /// <typeparam name="TValue">Values.</typeparam>
    /// <param name="function">Applied to every record, on worker threads.</param>
    public DStream<KeyValuePair<TKey, TValue>> MapToPair<TKey, TValue>(Func<T, (TKey Key, TValue Value)> function) =>
        Narrow(Operators.MapToPair(function));
}

public abstract partial class Batch<T>
{
    /// <inheritdoc cref="DStream{T}.MapToPair{TKey, TValue}(Func{T, ValueTuple{TKey, TValue}})"/>
    public Batch<KeyValuePair<TKey, TValue>> MapToPair<TKey, TValue>(Func<T, (TKey Key, TValue Value)> function) =>
        Narrow(Operators.MapToPair(function));
}

internal static partial class Operators
{
    public static NarrowOperator<T, KeyValuePair<TKey, TValue>> MapToPair<T, TKey, TValue>(Func<T, (TKey Key, TValue Value)> function) =>
        new MapOperator<T, KeyValuePair<TKey, TValue>, ChainedFunction<T, (TKey Key, TValue Value), KeyValuePair<TKey, TValue>,
            DelegateFunction<T, (TKey Key, TValue Value)>, PairFunction<TKey, TValue>>>("MapToPair", new(new(NotNull(function)), default));
}
