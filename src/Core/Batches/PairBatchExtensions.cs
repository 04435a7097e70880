namespace HotStream;

/// <summary>Operators on batches of pairs, for use inside Transform and ForeachBatch; each is described at its namesake on streams.</summary>
public static class PairBatchExtensions
{
    /// <summary>Folds the values of each key into one.</summary>
    /// <param name="batch">The pairs.</param>
    /// <param name="function">Associative and commutative.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static Batch<KeyValuePair<TKey, TValue>> ReduceByKey<TKey, TValue>(
        this Batch<KeyValuePair<TKey, TValue>> batch, Func<TValue, TValue, TValue> function, int? partitions = null) =>
        batch.Wide(Operators.ReduceByKey<TKey, TValue>(function, partitions));

    /// <summary>Folds the values of each key by an aggregation of any number of parts, in one pass.</summary>
    /// <param name="batch">The pairs.</param>
    /// <param name="aggregation">What to compute of each key's values; see <see cref="Aggregates"/>.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static Batch<KeyValuePair<TKey, TResult>> AggregateByKey<TKey, TValue, TResult>(
        this Batch<KeyValuePair<TKey, TValue>> batch, Aggregation<TValue, TResult> aggregation, int? partitions = null) =>
        batch.Wide(Operators.AggregateByKey<TKey, TValue, TResult>(aggregation, partitions));

    /// <summary>All values of both sides for every key that either side has.</summary>
    /// <param name="left">The left pairs.</param>
    /// <param name="right">The right pairs.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the larger side has.</param>
    public static Batch<KeyValuePair<TKey, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right)>> CoGroup<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions = null) =>
        new GroupedBatch<TKey, TLeft, TRight>(left, right, partitions);

    /// <summary>Every left value with every right value of the same key.</summary>
    /// <inheritdoc cref="CoGroup{TKey, TLeft, TRight}"/>
    public static Batch<KeyValuePair<TKey, (TLeft Left, TRight Right)>> Join<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions = null) => left.Join(right, partitions, new());

    /// <summary>As <c>Join</c>, and left values without a partner.</summary>
    /// <inheritdoc cref="CoGroup{TKey, TLeft, TRight}"/>
    public static Batch<KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>> LeftOuterJoin<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions = null) => left.LeftOuterJoin(right, partitions, new());

    /// <summary>As <c>Join</c>, and right values without a partner.</summary>
    /// <inheritdoc cref="CoGroup{TKey, TLeft, TRight}"/>
    public static Batch<KeyValuePair<TKey, (Optional<TLeft> Left, TRight Right)>> RightOuterJoin<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions = null) => left.RightOuterJoin(right, partitions, new());

    /// <summary>As <c>Join</c>, and values of either side without a partner.</summary>
    /// <inheritdoc cref="CoGroup{TKey, TLeft, TRight}"/>
    public static Batch<KeyValuePair<TKey, (Optional<TLeft> Left, Optional<TRight> Right)>> FullOuterJoin<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions = null) => left.FullOuterJoin(right, partitions, new());

    internal static Batch<KeyValuePair<TKey, (TLeft Left, TRight Right)>> Join<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions, JoinTables<TKey, TLeft> tables) =>
        new JoinedBatch<TKey, TLeft, TRight, (TLeft Left, TRight Right)>(left, right, JoinKind.Inner, static (l, r) => (l.Value, r.Value), partitions, tables);

    internal static Batch<KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>> LeftOuterJoin<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions, JoinTables<TKey, TLeft> tables) =>
        new JoinedBatch<TKey, TLeft, TRight, (TLeft Left, Optional<TRight> Right)>(left, right, JoinKind.KeepLeft, static (l, r) => (l.Value, r), partitions, tables);

    internal static Batch<KeyValuePair<TKey, (Optional<TLeft> Left, TRight Right)>> RightOuterJoin<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions, JoinTables<TKey, TLeft> tables) =>
        new JoinedBatch<TKey, TLeft, TRight, (Optional<TLeft> Left, TRight Right)>(left, right, JoinKind.KeepRight, static (l, r) => (l, r.Value), partitions, tables);

    internal static Batch<KeyValuePair<TKey, (Optional<TLeft> Left, Optional<TRight> Right)>> FullOuterJoin<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions, JoinTables<TKey, TLeft> tables) =>
        new JoinedBatch<TKey, TLeft, TRight, (Optional<TLeft> Left, Optional<TRight> Right)>(left, right, JoinKind.KeepBoth, static (l, r) => (l, r), partitions, tables);
}
