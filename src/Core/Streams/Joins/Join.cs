namespace HotStream;

/// <summary>
/// Joins of two streams of pairs: records of the same batch time meet, by key; duplicate keys multiply. Both streams need the same slide:
/// to join different horizons, window both to one slide first.
/// </summary>
public static partial class JoinExtensions
{
    /// <summary>Every left value with every right value of the same key.</summary>
    /// <inheritdoc cref="CoGroup{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, DStream{KeyValuePair{TKey, TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, TRight Right)>> Join<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> left, DStream<KeyValuePair<TKey, TRight>> right, int? partitions = null)
    {
        var tables = new JoinTables<TKey, TLeft>();
        return left.TransformWith(right, "Join", (l, r, _) => l.Join(r, partitions, tables));
    }

    /// <summary>As <c>Join</c>, and left values without a partner.</summary>
    /// <inheritdoc cref="CoGroup{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, DStream{KeyValuePair{TKey, TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>> LeftOuterJoin<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> left, DStream<KeyValuePair<TKey, TRight>> right, int? partitions = null)
    {
        var tables = new JoinTables<TKey, TLeft>();
        return left.TransformWith(right, "LeftOuterJoin", (l, r, _) => l.LeftOuterJoin(r, partitions, tables));
    }

    /// <summary>As <c>Join</c>, and right values without a partner.</summary>
    /// <inheritdoc cref="CoGroup{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, DStream{KeyValuePair{TKey, TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (Optional<TLeft> Left, TRight Right)>> RightOuterJoin<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> left, DStream<KeyValuePair<TKey, TRight>> right, int? partitions = null)
    {
        var tables = new JoinTables<TKey, TLeft>();
        return left.TransformWith(right, "RightOuterJoin", (l, r, _) => l.RightOuterJoin(r, partitions, tables));
    }

    /// <summary>As <c>Join</c>, and values of either side without a partner.</summary>
    /// <inheritdoc cref="CoGroup{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, DStream{KeyValuePair{TKey, TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (Optional<TLeft> Left, Optional<TRight> Right)>> FullOuterJoin<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> left, DStream<KeyValuePair<TKey, TRight>> right, int? partitions = null)
    {
        var tables = new JoinTables<TKey, TLeft>();
        return left.TransformWith(right, "FullOuterJoin", (l, r, _) => l.FullOuterJoin(r, partitions, tables));
    }
}

public static partial class PairBatchExtensions
{
    /// <summary>Every left value with every right value of the same key.</summary>
    /// <inheritdoc cref="CoGroup{TKey, TLeft, TRight}"/>
    public static Batch<KeyValuePair<TKey, (TLeft Left, TRight Right)>> Join<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions = null) =>
            left.Join(right, partitions, new());

    internal static Batch<KeyValuePair<TKey, (TLeft Left, TRight Right)>> Join<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions,
        JoinTables<TKey, TLeft> tables) =>
        new JoinedBatch<TKey, TLeft, TRight, (TLeft Left, TRight Right)>(left, right, JoinKind.Inner,
            static (l, r) => (l.Value, r.Value), partitions, tables);

    /// <summary>As <c>Join</c>, and left values without a partner.</summary>
    /// <inheritdoc cref="CoGroup{TKey, TLeft, TRight}"/>
    public static Batch<KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>> LeftOuterJoin<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions = null) =>
            left.LeftOuterJoin(right, partitions, new());

    internal static Batch<KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>> LeftOuterJoin<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions,
        JoinTables<TKey, TLeft> tables) =>
        new JoinedBatch<TKey, TLeft, TRight, (TLeft Left, Optional<TRight> Right)>(left, right, JoinKind.KeepLeft,
            static (l, r) => (l.Value, r), partitions, tables);

    /// <summary>As <c>Join</c>, and right values without a partner.</summary>
    /// <inheritdoc cref="CoGroup{TKey, TLeft, TRight}"/>
    public static Batch<KeyValuePair<TKey, (Optional<TLeft> Left, TRight Right)>> RightOuterJoin<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions = null) =>
            left.RightOuterJoin(right, partitions, new());

    internal static Batch<KeyValuePair<TKey, (Optional<TLeft> Left, TRight Right)>> RightOuterJoin<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions,
        JoinTables<TKey, TLeft> tables) =>
        new JoinedBatch<TKey, TLeft, TRight, (Optional<TLeft> Left, TRight Right)>(left, right, JoinKind.KeepRight,
            static (l, r) => (l, r.Value), partitions, tables);

    /// <summary>As <c>Join</c>, and values of either side without a partner.</summary>
    /// <inheritdoc cref="CoGroup{TKey, TLeft, TRight}"/>
    public static Batch<KeyValuePair<TKey, (Optional<TLeft> Left, Optional<TRight> Right)>> FullOuterJoin<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions = null) =>
            left.FullOuterJoin(right, partitions, new());

    internal static Batch<KeyValuePair<TKey, (Optional<TLeft> Left, Optional<TRight> Right)>> FullOuterJoin<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions,
        JoinTables<TKey, TLeft> tables) =>
        new JoinedBatch<TKey, TLeft, TRight, (Optional<TLeft> Left, Optional<TRight> Right)>(left, right, JoinKind.KeepBoth,
            static (l, r) => (l, r), partitions, tables);
}
