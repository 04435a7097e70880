namespace HotStream;

/// <content>
/// LINQ's names of <c>Map</c>, <c>Filter</c> and <c>FlatMap</c>, so that query syntax works:
/// <c>from line in lines where line.Length > 0 from word in line.Split(' ') select word</c>.
/// </content>
public abstract partial class DStream<T>
{
    /// <summary>Another name of <see cref="Map{TOut}(Func{T, TOut})"/>.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="selector">Applied to every record, on worker threads.</param>
    public DStream<TOut> Select<TOut>(Func<T, TOut> selector) => Map(selector);

    /// <summary>Another name of <see cref="Filter(Func{T, bool})"/>.</summary>
    /// <param name="predicate">Asked for every record, on worker threads.</param>
    public DStream<T> Where(Func<T, bool> predicate) => Filter(predicate);

    /// <summary>Another name of <see cref="FlatMap{TOut}(Func{T, IEnumerable{TOut}})"/>.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="selector">Applied to every record, on worker threads; must not return null.</param>
    public DStream<TOut> SelectMany<TOut>(Func<T, IEnumerable<TOut>> selector) => FlatMap(selector);

    /// <summary>Another name of <see cref="FlatMap(Func{T, Utf8Split})"/>.</summary>
    /// <param name="selector">Says what to split and how; applied to every record, on worker threads.</param>
    public DStream<Utf8Slice> SelectMany(Func<T, Utf8Split> selector) => FlatMap(selector);

    /// <summary>Each record with each of its parts, combined: two <c>from</c> clauses of a query.</summary>
    /// <typeparam name="TPart">Parts of a record.</typeparam>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="parts">The parts of a record; must not return null.</param>
    /// <param name="combine">A record and one of its parts become a new record.</param>
    public DStream<TOut> SelectMany<TPart, TOut>(Func<T, IEnumerable<TPart>> parts, Func<T, TPart, TOut> combine) =>
        Narrow(Operators.SelectMany(parts, combine));

    /// <summary>Each record with each part of a text in it, combined, without allocation: two <c>from</c> clauses of a query.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="parts">Says what to split and how.</param>
    /// <param name="combine">A record and one of the parts become a new record.</param>
    public DStream<TOut> SelectMany<TOut>(Func<T, Utf8Split> parts, Func<T, Utf8Slice, TOut> combine) =>
        Narrow(Operators.SelectMany(parts, combine));
}

/// <content>
/// LINQ's names of <c>Map</c>, <c>Filter</c> and <c>FlatMap</c>. They are chosen before the extension methods of LINQ that a batch has as
/// an <see cref="IEnumerable{T}"/>: they compute nothing yet, and later run on all workers.
/// </content>
public abstract partial class Batch<T>
{
    /// <inheritdoc cref="DStream{T}.Select{TOut}(Func{T, TOut})"/>
    public Batch<TOut> Select<TOut>(Func<T, TOut> selector) => Map(selector);

    /// <inheritdoc cref="DStream{T}.Where(Func{T, bool})"/>
    public Batch<T> Where(Func<T, bool> predicate) => Filter(predicate);

    /// <inheritdoc cref="DStream{T}.SelectMany{TOut}(Func{T, IEnumerable{TOut}})"/>
    public Batch<TOut> SelectMany<TOut>(Func<T, IEnumerable<TOut>> selector) => FlatMap(selector);

    /// <inheritdoc cref="DStream{T}.SelectMany(Func{T, Utf8Split})"/>
    public Batch<Utf8Slice> SelectMany(Func<T, Utf8Split> selector) => FlatMap(selector);

    /// <inheritdoc cref="DStream{T}.SelectMany{TPart, TOut}(Func{T, IEnumerable{TPart}}, Func{T, TPart, TOut})"/>
    public Batch<TOut> SelectMany<TPart, TOut>(Func<T, IEnumerable<TPart>> parts, Func<T, TPart, TOut> combine) =>
        Narrow(Operators.SelectMany(parts, combine));

    /// <inheritdoc cref="DStream{T}.SelectMany{TOut}(Func{T, Utf8Split}, Func{T, Utf8Slice, TOut})"/>
    public Batch<TOut> SelectMany<TOut>(Func<T, Utf8Split> parts, Func<T, Utf8Slice, TOut> combine) =>
        Narrow(Operators.SelectMany(parts, combine));
}

internal static partial class Operators
{
    public static NarrowOperator<T, TOut> SelectMany<T, TPart, TOut>(Func<T, IEnumerable<TPart>> parts, Func<T, TPart, TOut> combine)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(combine);
        return FlatMap<T, TOut>(record => parts(record)?.Select(part => combine(record, part))!, "SelectMany");
    }

    public static NarrowOperator<T, TOut> SelectMany<T, TOut>(Func<T, Utf8Split> parts, Func<T, Utf8Slice, TOut> combine)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(combine);
        return new CombinePartsOperator<T, TOut>(parts, combine);
    }
}

/// <summary>Each record with each part of a text in it.</summary>
internal sealed class CombinePartsOperator<TIn, TOut>(Func<TIn, Utf8Split> parts, Func<TIn, Utf8Slice, TOut> combine)
    : NarrowOperator<TIn, TOut>("SelectMany")
{
    public override Stage<TIn> Bind(StageContext context, Stage<TOut> next) => new CombineStage(context, Name, parts, combine, next);

    private sealed class CombineStage(
        StageContext context, string name, Func<TIn, Utf8Split> parts, Func<TIn, Utf8Slice, TOut> combine, Stage<TOut> next)
        : Stage<TIn, TOut>(context, name, next)
    {
        private List<TOut>? _whole;

        protected override void Process(ReadOnlySpan<TIn> block)
        {
            bool rejects = RejectsRecords;
            for (int i = 0; i < block.Length; i++)
            {
                if (rejects)
                {
                    AddOrReject(block, i);
                    continue;
                }

                foreach (Utf8Slice part in parts(block[i]))
                {
                    Add(combine(block[i], part));
                }
            }
        }

        /// <summary>A record's results count when all of them are there: the function may throw halfway.</summary>
        private void AddOrReject(ReadOnlySpan<TIn> block, int index)
        {
            _whole ??= [];
            _whole.Clear();
            try
            {
                foreach (Utf8Slice part in parts(block[index]))
                {
                    _whole.Add(combine(block[index], part));
                }
            }
            catch (Exception cause)
            {
                Reject(block, index, cause);
                return;
            }

            _whole.ForEach(Add);
        }

        private void Add(TOut result)
        {
            if (Pending == Block.Size)
            {
                PassOn();
            }

            Buffer[Pending++] = result;
        }
    }
}
