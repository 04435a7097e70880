namespace HotStream;

/// <content>Joins; of streams, either side may be tuples.</content>
public static partial class TupleExtensions
{
    /// <inheritdoc cref="JoinExtensions.CoGroup{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, DStream{KeyValuePair{TKey,
    /// TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right)>> CoGroup<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> left, DStream<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.ToPairs().CoGroup(right.ToPairs(), partitions);

    /// <inheritdoc cref="JoinExtensions.CoGroup{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, DStream{KeyValuePair{TKey,
    /// TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right)>> CoGroup<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> left, DStream<KeyValuePair<TKey, TRight>> right, int? partitions = null) =>
        left.ToPairs().CoGroup(right, partitions);

    /// <inheritdoc cref="JoinExtensions.CoGroup{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, DStream{KeyValuePair{TKey,
    /// TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right)>> CoGroup<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> left, DStream<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.CoGroup(right.ToPairs(), partitions);

    /// <inheritdoc cref="JoinExtensions.Join{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, DStream{KeyValuePair{TKey,
    /// TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, TRight Right)>> Join<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> left, DStream<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.ToPairs().Join(right.ToPairs(), partitions);

    /// <inheritdoc cref="JoinExtensions.Join{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, DStream{KeyValuePair{TKey,
    /// TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, TRight Right)>> Join<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> left, DStream<KeyValuePair<TKey, TRight>> right, int? partitions = null) =>
        left.ToPairs().Join(right, partitions);

    /// <inheritdoc cref="JoinExtensions.Join{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, DStream{KeyValuePair{TKey,
    /// TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, TRight Right)>> Join<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> left, DStream<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.Join(right.ToPairs(), partitions);

    /// <inheritdoc cref="JoinExtensions.LeftOuterJoin{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}},
    /// DStream{KeyValuePair{TKey, TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>> LeftOuterJoin<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> left, DStream<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.ToPairs().LeftOuterJoin(right.ToPairs(), partitions);

    /// <inheritdoc cref="JoinExtensions.LeftOuterJoin{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}},
    /// DStream{KeyValuePair{TKey, TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>> LeftOuterJoin<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> left, DStream<KeyValuePair<TKey, TRight>> right, int? partitions = null) =>
        left.ToPairs().LeftOuterJoin(right, partitions);

    /// <inheritdoc cref="JoinExtensions.LeftOuterJoin{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}},
    /// DStream{KeyValuePair{TKey, TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>> LeftOuterJoin<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> left, DStream<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.LeftOuterJoin(right.ToPairs(), partitions);

    /// <inheritdoc cref="JoinExtensions.RightOuterJoin{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}},
    /// DStream{KeyValuePair{TKey, TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (Optional<TLeft> Left, TRight Right)>> RightOuterJoin<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> left, DStream<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.ToPairs().RightOuterJoin(right.ToPairs(), partitions);

    /// <inheritdoc cref="JoinExtensions.RightOuterJoin{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}},
    /// DStream{KeyValuePair{TKey, TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (Optional<TLeft> Left, TRight Right)>> RightOuterJoin<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> left, DStream<KeyValuePair<TKey, TRight>> right, int? partitions = null) =>
        left.ToPairs().RightOuterJoin(right, partitions);

    /// <inheritdoc cref="JoinExtensions.RightOuterJoin{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}},
    /// DStream{KeyValuePair{TKey, TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (Optional<TLeft> Left, TRight Right)>> RightOuterJoin<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> left, DStream<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.RightOuterJoin(right.ToPairs(), partitions);

    /// <inheritdoc cref="JoinExtensions.FullOuterJoin{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}},
    /// DStream{KeyValuePair{TKey, TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (Optional<TLeft> Left, Optional<TRight> Right)>> FullOuterJoin<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> left, DStream<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.ToPairs().FullOuterJoin(right.ToPairs(), partitions);

    /// <inheritdoc cref="JoinExtensions.FullOuterJoin{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}},
    /// DStream{KeyValuePair{TKey, TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (Optional<TLeft> Left, Optional<TRight> Right)>> FullOuterJoin<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> left, DStream<KeyValuePair<TKey, TRight>> right, int? partitions = null) =>
        left.ToPairs().FullOuterJoin(right, partitions);

    /// <inheritdoc cref="JoinExtensions.FullOuterJoin{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}},
    /// DStream{KeyValuePair{TKey, TRight}}, int?)"/>
    public static DStream<KeyValuePair<TKey, (Optional<TLeft> Left, Optional<TRight> Right)>> FullOuterJoin<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> left, DStream<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.FullOuterJoin(right.ToPairs(), partitions);

    /// <inheritdoc cref="JoinExtensions.JoinWithin{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, DStream{KeyValuePair{TKey,
    /// TRight}}, TimeSpan, int?)"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, TRight Right)>> JoinWithin<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> left, DStream<(TKey Key, TRight Value)> right, TimeSpan within, int? partitions = null) =>
        left.ToPairs().JoinWithin(right.ToPairs(), within, partitions);

    /// <inheritdoc cref="JoinExtensions.JoinWithin{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, DStream{KeyValuePair{TKey,
    /// TRight}}, TimeSpan, int?)"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, TRight Right)>> JoinWithin<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> left, DStream<KeyValuePair<TKey, TRight>> right, TimeSpan within,
        int? partitions = null) =>
        left.ToPairs().JoinWithin(right, within, partitions);

    /// <inheritdoc cref="JoinExtensions.JoinWithin{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, DStream{KeyValuePair{TKey,
    /// TRight}}, TimeSpan, int?)"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, TRight Right)>> JoinWithin<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> left, DStream<(TKey Key, TRight Value)> right, TimeSpan within,
        int? partitions = null) =>
        left.JoinWithin(right.ToPairs(), within, partitions);

    /// <inheritdoc cref="PairBatchExtensions.CoGroup{TKey, TLeft, TRight}(Batch{KeyValuePair{TKey, TLeft}}, Batch{KeyValuePair{TKey,
    /// TRight}}, int?)"/>
    public static Batch<KeyValuePair<TKey, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right)>> CoGroup<TKey, TLeft, TRight>(
        this Batch<(TKey Key, TLeft Value)> left, Batch<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.ToPairs().CoGroup(right.ToPairs(), partitions);

    /// <inheritdoc cref="PairBatchExtensions.Join{TKey, TLeft, TRight}(Batch{KeyValuePair{TKey, TLeft}}, Batch{KeyValuePair{TKey,
    /// TRight}}, int?)"/>
    public static Batch<KeyValuePair<TKey, (TLeft Left, TRight Right)>> Join<TKey, TLeft, TRight>(
        this Batch<(TKey Key, TLeft Value)> left, Batch<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.ToPairs().Join(right.ToPairs(), partitions);

    /// <inheritdoc cref="PairBatchExtensions.LeftOuterJoin{TKey, TLeft, TRight}(Batch{KeyValuePair{TKey, TLeft}},
    /// Batch{KeyValuePair{TKey, TRight}}, int?)"/>
    public static Batch<KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>> LeftOuterJoin<TKey, TLeft, TRight>(
        this Batch<(TKey Key, TLeft Value)> left, Batch<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.ToPairs().LeftOuterJoin(right.ToPairs(), partitions);

    /// <inheritdoc cref="PairBatchExtensions.RightOuterJoin{TKey, TLeft, TRight}(Batch{KeyValuePair{TKey, TLeft}},
    /// Batch{KeyValuePair{TKey, TRight}}, int?)"/>
    public static Batch<KeyValuePair<TKey, (Optional<TLeft> Left, TRight Right)>> RightOuterJoin<TKey, TLeft, TRight>(
        this Batch<(TKey Key, TLeft Value)> left, Batch<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.ToPairs().RightOuterJoin(right.ToPairs(), partitions);

    /// <inheritdoc cref="PairBatchExtensions.FullOuterJoin{TKey, TLeft, TRight}(Batch{KeyValuePair{TKey, TLeft}},
    /// Batch{KeyValuePair{TKey, TRight}}, int?)"/>
    public static Batch<KeyValuePair<TKey, (Optional<TLeft> Left, Optional<TRight> Right)>> FullOuterJoin<TKey, TLeft, TRight>(
        this Batch<(TKey Key, TLeft Value)> left, Batch<(TKey Key, TRight Value)> right, int? partitions = null) =>
        left.ToPairs().FullOuterJoin(right.ToPairs(), partitions);

    /// <inheritdoc cref="StaticDatasetExtensions.Join{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}}, StaticDataset{TKey,
    /// TRight})"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, TRight Right)>> Join<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> stream, StaticDataset<TKey, TRight> dataset) =>
        stream.ToPairs().Join(dataset);

    /// <inheritdoc cref="StaticDatasetExtensions.LeftOuterJoin{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}},
    /// StaticDataset{TKey, TRight})"/>
    public static DStream<KeyValuePair<TKey, (TLeft Left, Optional<TRight> Right)>> LeftOuterJoin<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> stream, StaticDataset<TKey, TRight> dataset) =>
        stream.ToPairs().LeftOuterJoin(dataset);

    /// <inheritdoc cref="StaticDatasetExtensions.FilterByKey{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}},
    /// StaticDataset{TKey, TRight})"/>
    public static DStream<KeyValuePair<TKey, TLeft>> FilterByKey<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> stream, StaticDataset<TKey, TRight> dataset) =>
        stream.ToPairs().FilterByKey(dataset);

    /// <inheritdoc cref="StaticDatasetExtensions.SubtractByKey{TKey, TLeft, TRight}(DStream{KeyValuePair{TKey, TLeft}},
    /// StaticDataset{TKey, TRight})"/>
    public static DStream<KeyValuePair<TKey, TLeft>> SubtractByKey<TKey, TLeft, TRight>(
        this DStream<(TKey Key, TLeft Value)> stream, StaticDataset<TKey, TRight> dataset) =>
        stream.ToPairs().SubtractByKey(dataset);
}
