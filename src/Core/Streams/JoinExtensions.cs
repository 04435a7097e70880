namespace HotStream;

/// <summary>
/// Joins of two streams of pairs: records of the same batch time meet, by key; duplicate keys multiply. Both streams need the same slide: to join
/// different horizons, window both to one slide first.
/// </summary>
public static class JoinExtensions
{
    /// <summary>All values of both sides for every key that either side has.</summary>
    /// <param name="left">The left pairs.</param>
    /// <param name="right">The right pairs.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the larger side has.</param>
    public static DStream<KeyValuePair<TKey, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right)>> CoGroup<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> left, DStream<KeyValuePair<TKey, TRight>> right, int? partitions = null) =>
        left.TransformWith(right, "CoGroup", (l, r, _) => l.CoGroup(r, partitions));

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
