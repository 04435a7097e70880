using System.Numerics;

namespace HotStream;

/// <summary>
/// Windows over streams of pairs, as in Spark's PairDStreamFunctions; legality and timing are those of <see cref="DStream{T}.Window"/>.
/// Every batch is folded once, while it arrives if possible. The cost of a slide does not grow with the length of the window: an aggregate
/// that can be undone adds the panes that enter and takes away those that leave; any other merges three columns of partial results.
/// </summary>
public static class PairWindowExtensions
{
    /// <summary>
    /// Folds the values of each key in the window. Keys vanish when their records have left.
    /// </summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="function">Associative and commutative; must not change its arguments.</param>
    /// <param name="length">Length of the window, a multiple of the stream's slide.</param>
    /// <param name="slide">From one window to the next, a multiple of the stream's slide; null for that slide.</param>
    /// <param name="partitions">Partitions of the result; null for <see cref="StreamingOptions.Partitions"/>.</param>
    /// <exception cref="ArgumentException">Length or slide is not a positive multiple of the stream's slide.</exception>
    public static DStream<KeyValuePair<TKey, TValue>> ReduceByKeyAndWindow<TKey, TValue>(
        this DStream<KeyValuePair<TKey, TValue>> stream, Func<TValue, TValue, TValue> function, TimeSpan length,
        TimeSpan? slide = null, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new KeyedWindowVisitor<TKey, TValue, TValue>(stream, stream.Grid(length, slide), "ReduceByKeyAndWindow", partitions)
            .Visit<TValue, ReduceAggregate<TValue>, Identity<TValue>>(new(function), default);
    }

    /// <summary>
    /// Folds the values of each key in the window by adding what enters and taking away what leaves. As in Spark, a key once seen stays for
    /// ever, with whatever taking away left, for example 0, unless <paramref name="filter"/> hides it; that is a leak where keys come and
    /// go: <see cref="ReduceByKeyAndWindowPruned"/> does without. Needs <see cref="StreamingContext.Checkpoint"/>.
    /// </summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="function">Associative and commutative; must not change its arguments.</param>
    /// <param name="inverse">Takes its second argument out of its first: <c>inverse(function(a, b), b)</c> is a. Called with
    /// all that leaves, folded.</param>
    /// <param name="length">Length of the window, a multiple of the stream's slide.</param>
    /// <param name="slide">From one window to the next, a multiple of the stream's slide; null for that slide.</param>
    /// <param name="filter">
    /// Which results to show; null for all. Unlike Spark's it hides results and never the data behind them: a key hidden now has its right
    /// total when it is shown again. What is hidden and has no records in the window is forgotten.
    /// </param>
    /// <param name="partitions">Partitions of the result; null for <see cref="StreamingOptions.Partitions"/>.</param>
    /// <exception cref="ArgumentException">Length or slide is not a positive multiple of the stream's slide.</exception>
    public static DStream<KeyValuePair<TKey, TValue>> ReduceByKeyAndWindow<TKey, TValue>(
        this DStream<KeyValuePair<TKey, TValue>> stream,
        Func<TValue, TValue, TValue> function,
        Func<TValue, TValue, TValue> inverse,
        TimeSpan length,
        TimeSpan? slide = null,
        Func<KeyValuePair<TKey, TValue>, bool>? filter = null,
        int? partitions = null) => Inverse(stream, function, inverse, length, slide, partitions, keepsEmptyKeys: true, filter);

    /// <summary>
    /// Folds the values of each key in the window by adding what enters and taking away what leaves. A key without records in the window
    /// vanishes, whatever its value, and begins anew when it comes again. Needs <see cref="StreamingContext.Checkpoint"/>.
    /// </summary>
    /// <inheritdoc cref="ReduceByKeyAndWindow{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}}, Func{TValue, TValue, TValue},
    /// Func{TValue, TValue, TValue}, TimeSpan, TimeSpan?, Func{KeyValuePair{TKey, TValue}, bool}?, int?)"/>
    public static DStream<KeyValuePair<TKey, TValue>> ReduceByKeyAndWindowPruned<TKey, TValue>(
        this DStream<KeyValuePair<TKey, TValue>> stream,
        Func<TValue, TValue, TValue> function,
        Func<TValue, TValue, TValue> inverse,
        TimeSpan length,
        TimeSpan? slide = null,
        int? partitions = null) => Inverse(stream, function, inverse, length, slide, partitions, keepsEmptyKeys: false, filter: null);

    /// <summary>Adds up the values of each key in the window. Keys vanish when their records have left.</summary>
    /// <inheritdoc cref="ReduceByKeyAndWindow{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}}, Func{TValue, TValue, TValue}, TimeSpan,
    /// TimeSpan?, int?)"/>
    public static DStream<KeyValuePair<TKey, TValue>> SumByKeyAndWindow<TKey, TValue>(
        this DStream<KeyValuePair<TKey, TValue>> stream, TimeSpan length, TimeSpan? slide = null, int? partitions = null)
        where TValue : INumberBase<TValue> =>
        new KeyedWindowVisitor<TKey, TValue, TValue>(stream, stream.Grid(length, slide), "SumByKeyAndWindow", partitions)
            .VisitInvertible<TValue, SumAggregate<TValue>, Identity<TValue>>(default, default);

    /// <summary>How many values each key has in the window. Keys vanish when their records have left.</summary>
    /// <inheritdoc cref="ReduceByKeyAndWindow{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}}, Func{TValue, TValue, TValue}, TimeSpan,
    /// TimeSpan?, int?)"/>
    public static DStream<KeyValuePair<TKey, long>> CountByKeyAndWindow<TKey, TValue>(
        this DStream<KeyValuePair<TKey, TValue>> stream, TimeSpan length, TimeSpan? slide = null, int? partitions = null) =>
        new KeyedWindowVisitor<TKey, TValue, long>(stream, stream.Grid(length, slide), "CountByKeyAndWindow", partitions)
            .VisitInvertible<long, CountAggregate<TValue>, Identity<long>>(default, default);

    /// <summary>
    /// Any aggregation of the values of each key in the window, for example
    /// <c>Aggregates.Count&lt;long&gt;().And(Aggregates.Max&lt;long&gt;())</c>, in one pass. Keys vanish when their records have left.
    /// </summary>
    /// <typeparam name="TKey">Keys.</typeparam>
    /// <typeparam name="TValue">Values.</typeparam>
    /// <typeparam name="TResult">What the aggregation gives.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="aggregation">What to compute. If it can be undone (<see cref="Aggregation{TValue, TResult}.IsInvertible"/>), a slide
    /// subtracts what leaves.</param>
    /// <param name="length">Length of the window, a multiple of the stream's slide.</param>
    /// <param name="slide">From one window to the next, a multiple of the stream's slide; null for that slide.</param>
    /// <param name="partitions">Partitions of the result; null for <see cref="StreamingOptions.Partitions"/>.</param>
    /// <exception cref="ArgumentException">Length or slide is not a positive multiple of the stream's slide.</exception>
    public static DStream<KeyValuePair<TKey, TResult>> AggregateByKeyAndWindow<TKey, TValue, TResult>(
        this DStream<KeyValuePair<TKey, TValue>> stream, Aggregation<TValue, TResult> aggregation, TimeSpan length,
        TimeSpan? slide = null, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(aggregation);
        return aggregation.Accept(new KeyedWindowVisitor<TKey, TValue, TResult>(stream, stream.Grid(length, slide),
            "AggregateByKeyAndWindow", partitions));
    }

    /// <summary>
    /// All values of each key in the window, in no particular order. Holds every record of the window and groups them anew at each
    /// slide; fold instead where you can.
    /// </summary>
    /// <inheritdoc cref="ReduceByKeyAndWindow{TKey, TValue}(DStream{KeyValuePair{TKey, TValue}}, Func{TValue, TValue, TValue}, TimeSpan,
    /// TimeSpan?, int?)"/>
    public static DStream<KeyValuePair<TKey, IReadOnlyList<TValue>>> GroupByKeyAndWindow<TKey, TValue>(
        this DStream<KeyValuePair<TKey, TValue>> stream, TimeSpan length, TimeSpan? slide = null, int? partitions = null) =>
        stream.Window(length, slide).GroupByKey(partitions ?? stream.Context.Options.Partitions);

    private static DStream<KeyValuePair<TKey, TValue>> Inverse<TKey, TValue>(
        DStream<KeyValuePair<TKey, TValue>> stream,
        Func<TValue, TValue, TValue> function,
        Func<TValue, TValue, TValue> inverse,
        TimeSpan length,
        TimeSpan? slide,
        int? partitions,
        bool keepsEmptyKeys,
        Func<KeyValuePair<TKey, TValue>, bool>? filter)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inverse);
        var aggregate = new InverseReduceAggregate<TValue>(function, inverse);
        return new FoldedWindowDStream<KeyValuePair<TKey, TValue>, TKey, TValue, KeyValuePair<TKey, TValue>>(
            stream,
            stream.Grid(length, slide),
            new FoldTableOperator<KeyValuePair<TKey, TValue>, TKey, TValue>(
                "ReduceByKeyAndWindow", () =>
                    new PairFold<TKey, TValue, TValue, InverseReduceAggregate<TValue>>(aggregate), commutes: false),
            panes =>
                WindowTables.Inverse<TKey, TValue, TValue, InverseReduceAggregate<TValue>, KeyValuePair<TKey, TValue>, PairResult<TKey,
                    TValue, TValue, Identity<TValue>>>(
                panes, aggregate, default, keepsEmptyKeys, filter),
            partitions ?? stream.Context.Options.Partitions,
            mustCheckpoint: true);
    }
}
