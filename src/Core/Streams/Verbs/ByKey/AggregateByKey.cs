namespace HotStream;

public static partial class PairDStreamExtensions
{
    /// <summary>Folds the values of each key with an aggregate, whose struct the loops are specialised for.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static DStream<KeyValuePair<TKey, TState>> AggregateByKey<TKey, TValue, TState, TAggregate>(
        this DStream<KeyValuePair<TKey, TValue>> stream, TAggregate aggregate, int? partitions = null)
        where TAggregate : struct, IAggregate<TValue, TState> =>
            stream.Wide(Operators.AggregateByKey<TKey, TValue, TState, TAggregate>(aggregate, partitions));

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
}

public static partial class PairBatchExtensions
{
    /// <summary>Folds the values of each key by an aggregation of any number of parts, in one pass.</summary>
    /// <param name="batch">The pairs.</param>
    /// <param name="aggregation">What to compute of each key's values; see <see cref="Aggregates"/>.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static Batch<KeyValuePair<TKey, TResult>> AggregateByKey<TKey, TValue, TResult>(
        this Batch<KeyValuePair<TKey, TValue>> batch, Aggregation<TValue, TResult> aggregation, int? partitions = null) =>
        batch.Wide(Operators.AggregateByKey<TKey, TValue, TResult>(aggregation, partitions));
}

internal static partial class Operators
{
    public static WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TState>> AggregateByKey<TKey, TValue, TState, TAggregate>(
        TAggregate aggregate, int? partitions)
        where TAggregate : struct, IAggregate<TValue, TState> =>
            ByKey<TKey, TValue, TState, TAggregate>("AggregateByKey", aggregate, partitions);

    public static WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TResult>> AggregateByKey<TKey, TValue, TResult>(
        Aggregation<TValue, TResult> aggregation, int? partitions)
    {
        ArgumentNullException.ThrowIfNull(aggregation);
        return aggregation.Accept(new CombineVisitor<TKey, TValue, TResult>("AggregateByKey", Positive(partitions)));
    }
}

/// <summary>Makes the operator that folds each key's values by an aggregation.</summary>
internal sealed class CombineVisitor<TKey, TValue, TResult>(string name, int? partitions)
    : IAggregationVisitor<TValue, TResult, WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TResult>>>
{
    public WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TResult>> Visit<TState, TAggregate, TFinish>(
        TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IAggregate<TValue, TState>
        where TFinish : struct, IFunction<TState, TResult> =>
        new CombineOperator<TKey, TValue, TState, TResult, TAggregate, TFinish>(name, aggregate, finish, partitions);

    public WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TResult>> VisitInvertible<TState, TAggregate, TFinish>(
        TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IInvertibleAggregate<TValue, TState>
        where TFinish : struct, IFunction<TState, TResult> => Visit<TState, TAggregate, TFinish>(aggregate, finish);
}
