namespace HotStream;

/// <content>
/// Windows, as in the Spark Streaming Programming Guide ("Window Operations"). A window fires at zero time + k * slide and covers (t -
/// length, t]; the first windows are partial and are emitted too. Length and slide must each be a multiple of this stream's slide, not of
/// each other. A slide longer than the length leaves records out. Streams behind a window have its slide.
/// </content>
public abstract partial class DStream<T>
{
    /// <summary>
    /// All records of the last <paramref name="length"/>, at every <paramref name="slide"/>. They are kept in memory, with the text they
    /// may point into, as long as the window is; fold them while they come by <c>ReduceByWindow</c>,
    /// <c>ReduceByKeyAndWindow</c> and the like where you can.
    /// </summary>
    /// <param name="length">Length of the window, a multiple of this stream's slide.</param>
    /// <param name="slide">From one window to the next, a multiple of this stream's slide; null for that slide.</param>
    /// <exception cref="ArgumentException">Length or slide is not a positive multiple of this stream's slide.</exception>
    public DStream<T> Window(TimeSpan length, TimeSpan? slide = null) => new WindowDStream<T>(this, Grid(length, slide));

    /// <summary>
    /// How many records are in the window: one number per slide, but none before the first record ever, as in Spark (its count is an
    /// inverse reduce); <c>Window(...).Count()</c> gives 0 there. Needs <see cref="StreamingContext.Checkpoint"/>.
    /// </summary>
    /// <param name="length">Length of the window, a multiple of this stream's slide.</param>
    /// <param name="slide">From one window to the next, a multiple of this stream's slide; null for that slide.</param>
    /// <exception cref="ArgumentException">Length or slide is not a positive multiple of this stream's slide.</exception>
    public DStream<long> CountByWindow(TimeSpan length, TimeSpan? slide = null) => Whole<NoState, NoAggregate<T>, long>(
        "CountByWindow",
        default,
        length,
        slide,
        panes => WindowTables.Inverse<byte, T, NoState, NoAggregate<T>, long, CountResult>(panes, default, default, keepsEmptyKeys: true),
        mustCheckpoint: true);

    /// <summary>
    /// All records of the window folded into one; an empty window gives none. Every batch is folded once; a slide merges three partial
    /// results however long the window is.
    /// </summary>
    /// <param name="function">Associative and commutative.</param>
    /// <param name="length">Length of the window, a multiple of this stream's slide.</param>
    /// <param name="slide">From one window to the next, a multiple of this stream's slide; null for that slide.</param>
    /// <exception cref="ArgumentException">Length or slide is not a positive multiple of this stream's slide.</exception>
    public DStream<T> ReduceByWindow(Func<T, T, T> function, TimeSpan length, TimeSpan? slide = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        var aggregate = new ReduceAggregate<T>(function);
        return Whole<T, ReduceAggregate<T>, T>(
            "ReduceByWindow",
            aggregate,
            length,
            slide,
            panes => WindowTables.Blocks<byte, T, T, ReduceAggregate<T>, T, FinishedResult<T, T, Identity<T>>>(panes, aggregate, default),
            mustCheckpoint: false);
    }

    /// <summary>
    /// All records of the window folded into one, by adding what enters and taking away what leaves. Once a record was seen an empty window
    /// gives what is left, for example 0, as in Spark. Needs <see cref="StreamingContext.Checkpoint"/>.
    /// </summary>
    /// <param name="function">Associative and commutative.</param>
    /// <param name="inverse">Takes its second argument out of its first: <c>inverse(function(a, b), b)</c> is a.</param>
    /// <param name="length">Length of the window, a multiple of this stream's slide.</param>
    /// <param name="slide">From one window to the next, a multiple of this stream's slide; null for that slide.</param>
    /// <exception cref="ArgumentException">Length or slide is not a positive multiple of this stream's slide.</exception>
    public DStream<T> ReduceByWindow(Func<T, T, T> function, Func<T, T, T> inverse, TimeSpan length, TimeSpan? slide = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inverse);
        var aggregate = new InverseReduceAggregate<T>(function, inverse);
        return Whole<T, InverseReduceAggregate<T>, T>(
            "ReduceByWindow",
            aggregate,
            length,
            slide,
            panes => WindowTables.Inverse<byte, T, T, InverseReduceAggregate<T>, T, FinishedResult<T, T, Identity<T>>>(panes, aggregate,
                default, keepsEmptyKeys: true),
            mustCheckpoint: true);
    }

    /// <summary>
    /// How often each distinct record occurs in the window; those that do not are left out. Needs
    /// <see cref="StreamingContext.Checkpoint"/>.
    /// </summary>
    /// <param name="partitions">Partitions of the result; null for <see cref="StreamingOptions.Partitions"/>.</param>
    /// <param name="length">Length of the window, a multiple of this stream's slide.</param>
    /// <param name="slide">From one window to the next, a multiple of this stream's slide; null for that slide.</param>
    /// <exception cref="ArgumentException">Length or slide is not a positive multiple of this stream's slide.</exception>
    public DStream<KeyValuePair<T, long>> CountByValueAndWindow(TimeSpan length, TimeSpan? slide = null, int? partitions = null) =>
        new FoldedWindowDStream<T, T, NoState, KeyValuePair<T, long>>(
            this,
            Grid(length, slide),
            new FoldTableOperator<T, T, NoState>("CountByValueAndWindow", static () => new KeyFold<T>(), commutes: true),
            static panes =>
                WindowTables.Inverse<T, T, NoState, NoAggregate<T>, KeyValuePair<T, long>, CountPairResult<T, long, Identity<long>>>(
                    panes, default, default),
            partitions ?? Context.Options.Partitions,
            mustCheckpoint: true);

    /// <summary>
    /// Any aggregation of all records of the window, for example <c>Aggregates.Count&lt;T&gt;().And(...)</c>;
    /// an empty window gives nothing.
    /// </summary>
    /// <typeparam name="TResult">What the aggregation gives.</typeparam>
    /// <param name="aggregation">What to compute; if it can be undone, a slide subtracts what leaves.</param>
    /// <param name="length">Length of the window, a multiple of this stream's slide.</param>
    /// <param name="slide">From one window to the next, a multiple of this stream's slide; null for that slide.</param>
    /// <exception cref="ArgumentException">Length or slide is not a positive multiple of this stream's slide.</exception>
    public DStream<TResult> AggregateByWindow<TResult>(Aggregation<T, TResult> aggregation, TimeSpan length, TimeSpan? slide = null)
    {
        ArgumentNullException.ThrowIfNull(aggregation);
        return aggregation.Accept(new WholeWindowVisitor<T, TResult>(this, Grid(length, slide)));
    }

    internal PaneGrid Grid(TimeSpan length, TimeSpan? slide) =>
        PaneGrid.Over(new StreamSlide(OperatorName, SlideMilliseconds), length, slide);

    private FoldedWindowDStream<T, byte, TState, TOut> Whole<TState, TAggregate, TOut>(
        string name, TAggregate aggregate, TimeSpan length, TimeSpan? slide,
        Func<int, WindowTable<byte, TState, TOut>> createTable, bool mustCheckpoint)
        where TAggregate : struct, IAggregate<T, TState> => new(
            this, Grid(length, slide), new FoldTableOperator<T, byte, TState>(name, () => new WholeFold<T, TState, TAggregate>(aggregate),
                aggregate.Commutes), createTable, 1, mustCheckpoint);
}
