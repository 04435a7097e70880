using System.Numerics;

namespace HotStream;

/// <summary>
/// The verbs by key for tuples of a key and a value, as <c>words.Map(word =&gt; (word, 1)).ReduceByKey((a, b) =&gt; a + b)</c> makes them:
/// each is its namesake on the pairs of <see cref="PairDStreamExtensions.ToPairs{TKey, TValue}"/>, and gives pairs. A test keeps that
/// every verb of pairs is here.
/// </summary>
public static partial class TupleExtensions
{
    /// <inheritdoc cref="PairDStreamExtensions.AggregateByKey{TKey, TValue, TState, TAggregate}(DStream{KeyValuePair{TKey, TValue}},
    /// TAggregate, int?)"/>
    public static DStream<KeyValuePair<TKey, TState>> AggregateByKey<TKey, TValue, TState, TAggregate>(
        this DStream<(TKey Key, TValue Value)> stream, TAggregate aggregate, int? partitions = null)
        where TAggregate : struct, IAggregate<TValue, TState> =>
        stream.ToPairs().AggregateByKey<TKey, TValue, TState, TAggregate>(aggregate, partitions);

    /// <inheritdoc cref="PairDStreamExtensions.AggregateByKey{TKey, TValue, TResult}(DStream{KeyValuePair{TKey, TValue}},
    /// Aggregation{TValue, TResult}, int?)"/>
    public static DStream<KeyValuePair<TKey, TResult>> AggregateByKey<TKey, TValue, TResult>(
        this DStream<(TKey Key, TValue Value)> stream, Aggregation<TValue, TResult> aggregation, int? partitions = null) =>
        stream.ToPairs().AggregateByKey(aggregation, partitions);

    /// <inheritdoc cref="PairDStreamExtensions.CombineByKey{TKey, TValue, TState}(DStream{KeyValuePair{TKey, TValue}}, Func{TValue,
    /// TState}, Func{TState, TValue, TState}, Func{TState, TState, TState}, int?)"/>
    public static DStream<KeyValuePair<TKey, TState>> CombineByKey<TKey, TValue, TState>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, TState> create, Func<TState, TValue, TState> add,
        Func<TState, TState, TState> merge, int? partitions = null) =>
        stream.ToPairs().CombineByKey(create, add, merge, partitions);

    /// <inheritdoc cref="PairDStreamExtensions.CountByKey{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}}, int?)"/>
    public static DStream<KeyValuePair<TKey, long>> CountByKey<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, int? partitions = null) =>
        stream.ToPairs().CountByKey(partitions);

    /// <inheritdoc cref="PairDStreamExtensions.GroupByKey{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}}, int?)"/>
    public static DStream<KeyValuePair<TKey, IReadOnlyList<TValue>>> GroupByKey<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, int? partitions = null) =>
        stream.ToPairs().GroupByKey(partitions);

    /// <inheritdoc cref="PairDStreamExtensions.ReduceByKey{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}}, Func{TValue, TValue,
    /// TValue}, int?)"/>
    public static DStream<KeyValuePair<TKey, TValue>> ReduceByKey<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, TValue, TValue> function, int? partitions = null) =>
        stream.ToPairs().ReduceByKey(function, partitions);

    /// <inheritdoc cref="PairDStreamExtensions.SumByKey{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}}, int?)"/>
    public static DStream<KeyValuePair<TKey, TValue>> SumByKey<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, int? partitions = null)
        where TValue : INumberBase<TValue> =>
        stream.ToPairs().SumByKey(partitions);

    /// <inheritdoc cref="PairDStreamExtensions.FlatMapValues{TKey, TValue, TOut}(DStream{KeyValuePair{TKey, TValue}}, Func{TValue,
    /// IEnumerable{TOut}})"/>
    public static DStream<KeyValuePair<TKey, TOut>> FlatMapValues<TKey, TValue, TOut>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, IEnumerable<TOut>> function) =>
        stream.ToPairs().FlatMapValues(function);

    /// <inheritdoc cref="PairDStreamExtensions.MapValues{TKey, TValue, TOut}(DStream{KeyValuePair{TKey, TValue}}, Func{TValue, TOut})"/>
    public static DStream<KeyValuePair<TKey, TOut>> MapValues<TKey, TValue, TOut>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, TOut> function) =>
        stream.ToPairs().MapValues(function);

    /// <inheritdoc cref="PairBatchExtensions.AggregateByKey{TKey, TValue, TResult}(Batch{KeyValuePair{TKey, TValue}},
    /// Aggregation{TValue, TResult}, int?)"/>
    public static Batch<KeyValuePair<TKey, TResult>> AggregateByKey<TKey, TValue, TResult>(
        this Batch<(TKey Key, TValue Value)> batch, Aggregation<TValue, TResult> aggregation, int? partitions = null) =>
        batch.ToPairs().AggregateByKey(aggregation, partitions);

    /// <inheritdoc cref="PairBatchExtensions.ReduceByKey{TKey, TValue}(Batch{KeyValuePair{TKey, TValue}}, Func{TValue, TValue,
    /// TValue}, int?)"/>
    public static Batch<KeyValuePair<TKey, TValue>> ReduceByKey<TKey, TValue>(
        this Batch<(TKey Key, TValue Value)> batch, Func<TValue, TValue, TValue> function, int? partitions = null) =>
        batch.ToPairs().ReduceByKey(function, partitions);
}
