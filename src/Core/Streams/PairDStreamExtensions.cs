using System.Numerics;

namespace HotStream;

/// <summary>
/// Operators on streams of pairs, as Spark's PairDStreamFunctions. Keys meet within one batch only; nothing is carried to the next. Equal keys
/// are brought to one partition by <see cref="StableHash"/>.
/// </summary>
public static class PairDStreamExtensions
{
    /// <summary>Changes values, keeps keys.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="function">Applied to every value.</param>
    public static DStream<KeyValuePair<TKey, TOut>> MapValues<TKey, TValue, TOut>(this DStream<KeyValuePair<TKey, TValue>> stream, Func<TValue, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return stream.Narrow(Operators.Map<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TOut>>(pair => new(pair.Key, function(pair.Value)), "MapValues"));
    }

    /// <summary>Each value becomes any number of values under its key.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="function">Applied to every value; must not return null.</param>
    public static DStream<KeyValuePair<TKey, TOut>> FlatMapValues<TKey, TValue, TOut>(
        this DStream<KeyValuePair<TKey, TValue>> stream, Func<TValue, IEnumerable<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return stream.Narrow(Operators.FlatMap<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TOut>>(
            pair => function(pair.Value)?.Select(value => KeyValuePair.Create(pair.Key, value))!, "FlatMapValues"));
    }

    /// <summary>Folds the values of each key of a batch into one.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="function">Associative and commutative.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static DStream<KeyValuePair<TKey, TValue>> ReduceByKey<TKey, TValue>(
        this DStream<KeyValuePair<TKey, TValue>> stream, Func<TValue, TValue, TValue> function, int? partitions = null) =>
        stream.Wide(Operators.ReduceByKey<TKey, TValue>(function, partitions));

    /// <summary>Adds up the values of each key: <c>ReduceByKey((a, b) =&gt; a + b)</c> without the calls.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static DStream<KeyValuePair<TKey, TValue>> SumByKey<TKey, TValue>(this DStream<KeyValuePair<TKey, TValue>> stream, int? partitions = null)
        where TValue : INumberBase<TValue> => stream.Wide(Operators.SumByKey<TKey, TValue>(partitions));

    /// <summary>How many values each key has.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static DStream<KeyValuePair<TKey, long>> CountByKey<TKey, TValue>(this DStream<KeyValuePair<TKey, TValue>> stream, int? partitions = null) =>
        stream.Wide(Operators.AggregateByKey<TKey, TValue, long, CountAggregate<TValue>>(default, partitions));

    /// <summary>Folds the values of each key with an aggregate, whose struct the loops are specialised for.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static DStream<KeyValuePair<TKey, TState>> AggregateByKey<TKey, TValue, TState, TAggregate>(
        this DStream<KeyValuePair<TKey, TValue>> stream, TAggregate aggregate, int? partitions = null)
        where TAggregate : struct, IAggregate<TValue, TState> => stream.Wide(Operators.AggregateByKey<TKey, TValue, TState, TAggregate>(aggregate, partitions));

    /// <summary>
    /// Folds the values of each key by an aggregation of any number of parts, in one pass:
    /// <c>AggregateByKey(Aggregates.Count&lt;long&gt;().And(Aggregates.Max&lt;long&gt;()))</c>.
    /// </summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="aggregation">What to compute of each key's values; see <see cref="Aggregates"/>.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static DStream<KeyValuePair<TKey, TResult>> AggregateByKey<TKey, TValue, TResult>(
        this DStream<KeyValuePair<TKey, TValue>> stream, Aggregation<TValue, TResult> aggregation, int? partitions = null) =>
        stream.Wide(Operators.AggregateByKey<TKey, TValue, TResult>(aggregation, partitions));

    /// <summary>Folds the values of each key with three functions.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="create">The first value becomes a state.</param>
    /// <param name="add">A state takes a further value.</param>
    /// <param name="merge">Two states become one.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static DStream<KeyValuePair<TKey, TState>> CombineByKey<TKey, TValue, TState>(
        this DStream<KeyValuePair<TKey, TValue>> stream,
        Func<TValue, TState> create,
        Func<TState, TValue, TState> add,
        Func<TState, TState, TState> merge,
        int? partitions = null) => stream.Wide(Operators.CombineByKey<TKey, TValue, TState>(create, add, merge, partitions));

    /// <summary>All values of each key of a batch, in no particular order. Fold instead where you can: this allocates per key.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static DStream<KeyValuePair<TKey, IReadOnlyList<TValue>>> GroupByKey<TKey, TValue>(
        this DStream<KeyValuePair<TKey, TValue>> stream, int? partitions = null) =>
        stream.Wide(Operators.GroupByKey<TKey, TValue>(partitions))
            .Narrow(Operators.Map<KeyValuePair<TKey, List<TValue>>, KeyValuePair<TKey, IReadOnlyList<TValue>>>(pair => new(pair.Key, pair.Value), "GroupByKey"));
}
