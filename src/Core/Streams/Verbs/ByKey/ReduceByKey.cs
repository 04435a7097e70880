namespace HotStream;

/// <summary>
/// Operators on streams of pairs, as Spark's PairDStreamFunctions. Keys meet within one batch only; nothing is carried to the next. Equal
/// keys are brought to one partition by <see cref="StableHash"/>.
/// </summary>
public static partial class PairDStreamExtensions
{
    /// <summary>Folds the values of each key of a batch into one.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="function">Associative and commutative.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static DStream<KeyValuePair<TKey, TValue>> ReduceByKey<TKey, TValue>(
        this DStream<KeyValuePair<TKey, TValue>> stream, Func<TValue, TValue, TValue> function, int? partitions = null) =>
        stream.Wide(Operators.ReduceByKey<TKey, TValue>(function, partitions));
}

/// <summary>
/// Operators on batches of pairs, for use inside Transform and ForeachBatch; each is described at its namesake on streams.
/// </summary>
public static partial class PairBatchExtensions
{
    /// <summary>Folds the values of each key into one.</summary>
    /// <param name="batch">The pairs.</param>
    /// <param name="function">Associative and commutative.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static Batch<KeyValuePair<TKey, TValue>> ReduceByKey<TKey, TValue>(
        this Batch<KeyValuePair<TKey, TValue>> batch, Func<TValue, TValue, TValue> function, int? partitions = null) =>
        batch.Wide(Operators.ReduceByKey<TKey, TValue>(function, partitions));
}

internal static partial class Operators
{
    public static WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TValue>> ReduceByKey<TKey, TValue>(
        Func<TValue, TValue, TValue> reduce, int? partitions) =>
        ByKey<TKey, TValue, TValue, ReduceAggregate<TValue>>("ReduceByKey", new(NotNull(reduce)), partitions);
}
