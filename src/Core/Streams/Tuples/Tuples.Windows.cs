using System.Numerics;

namespace HotStream;

/// <content>Windows.</content>
public static partial class TupleExtensions
{
    /// <inheritdoc cref="PairWindowExtensions.ReduceByKeyAndWindow{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}}, Func{TValue,
    /// TValue, TValue}, TimeSpan, TimeSpan?, int?)"/>
    public static DStream<KeyValuePair<TKey, TValue>> ReduceByKeyAndWindow<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, TValue, TValue> function, TimeSpan length,
        TimeSpan? slide = null, int? partitions = null) =>
        stream.ToPairs().ReduceByKeyAndWindow(function, length, slide, partitions);

    /// <inheritdoc cref="PairWindowExtensions.ReduceByKeyAndWindow{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}}, Func{TValue,
    /// TValue, TValue}, Func{TValue, TValue, TValue}, TimeSpan, TimeSpan?, Func{KeyValuePair{TKey, TValue}, bool}?, int?)"/>
    public static DStream<KeyValuePair<TKey, TValue>> ReduceByKeyAndWindow<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, TValue, TValue> function, Func<TValue, TValue, TValue> inverse,
        TimeSpan length, TimeSpan? slide = null, Func<KeyValuePair<TKey, TValue>, bool>? filter = null, int? partitions = null) =>
        stream.ToPairs().ReduceByKeyAndWindow(function, inverse, length, slide, filter, partitions);

    /// <inheritdoc cref="PairWindowExtensions.ReduceByKeyAndWindowPruned{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}},
    /// Func{TValue, TValue, TValue}, Func{TValue, TValue, TValue}, TimeSpan, TimeSpan?, int?)"/>
    public static DStream<KeyValuePair<TKey, TValue>> ReduceByKeyAndWindowPruned<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, TValue, TValue> function, Func<TValue, TValue, TValue> inverse,
        TimeSpan length, TimeSpan? slide = null, int? partitions = null) =>
        stream.ToPairs().ReduceByKeyAndWindowPruned(function, inverse, length, slide, partitions);

    /// <inheritdoc cref="PairWindowExtensions.SumByKeyAndWindow{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}}, TimeSpan,
    /// TimeSpan?, int?)"/>
    public static DStream<KeyValuePair<TKey, TValue>> SumByKeyAndWindow<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, TimeSpan length, TimeSpan? slide = null, int? partitions = null)
        where TValue : INumberBase<TValue> =>
        stream.ToPairs().SumByKeyAndWindow(length, slide, partitions);

    /// <inheritdoc cref="PairWindowExtensions.CountByKeyAndWindow{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}}, TimeSpan,
    /// TimeSpan?, int?)"/>
    public static DStream<KeyValuePair<TKey, long>> CountByKeyAndWindow<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, TimeSpan length, TimeSpan? slide = null, int? partitions = null) =>
        stream.ToPairs().CountByKeyAndWindow(length, slide, partitions);

    /// <inheritdoc cref="PairWindowExtensions.AggregateByKeyAndWindow{TKey, TValue, TResult}(DStream{KeyValuePair{TKey, TValue}},
    /// Aggregation{TValue, TResult}, TimeSpan, TimeSpan?, int?)"/>
    public static DStream<KeyValuePair<TKey, TResult>> AggregateByKeyAndWindow<TKey, TValue, TResult>(
        this DStream<(TKey Key, TValue Value)> stream, Aggregation<TValue, TResult> aggregation, TimeSpan length,
        TimeSpan? slide = null, int? partitions = null) =>
        stream.ToPairs().AggregateByKeyAndWindow(aggregation, length, slide, partitions);

    /// <inheritdoc cref="PairWindowExtensions.GroupByKeyAndWindow{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}}, TimeSpan,
    /// TimeSpan?, int?)"/>
    public static DStream<KeyValuePair<TKey, IReadOnlyList<TValue>>> GroupByKeyAndWindow<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, TimeSpan length, TimeSpan? slide = null, int? partitions = null) =>
        stream.ToPairs().GroupByKeyAndWindow(length, slide, partitions);
}
