namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>One record becomes any number of records.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="function">Applied to every record, on worker threads; must not return null.</param>
    public DStream<TOut> FlatMap<TOut>(Func<T, IEnumerable<TOut>> function) => Narrow(Operators.FlatMap(function));

    /// <summary>One record becomes the parts of a text, in place and without allocation: <c>line =&gt; line.Split((byte)' ')</c>.</summary>
    /// <param name="function">Says what to split and how; applied to every record, on worker threads.</param>
    public DStream<Utf8Slice> FlatMap(Func<T, Utf8Split> function) => Narrow(Operators.FlatMap(function));

    /// <summary>As the form for separators of one byte, which is the faster one: <c>line =&gt; line.Split(", ")</c>.</summary>
    /// <inheritdoc cref="FlatMap(Func{T, Utf8Split})"/>
    public DStream<Utf8Slice> FlatMap(Func<T, Utf8TextSplit> function) => Narrow(Operators.FlatMap(function));
}

public abstract partial class Batch<T>
{
    /// <inheritdoc cref="DStream{T}.FlatMap{TOut}(Func{T, IEnumerable{TOut}})"/>
    public Batch<TOut> FlatMap<TOut>(Func<T, IEnumerable<TOut>> function) => Narrow(Operators.FlatMap(function));

    /// <inheritdoc cref="DStream{T}.FlatMap(Func{T, Utf8Split})"/>
    public Batch<Utf8Slice> FlatMap(Func<T, Utf8Split> function) => Narrow(Operators.FlatMap(function));

    /// <inheritdoc cref="DStream{T}.FlatMap(Func{T, Utf8TextSplit})"/>
    public Batch<Utf8Slice> FlatMap(Func<T, Utf8TextSplit> function) => Narrow(Operators.FlatMap(function));
}

public static partial class PairDStreamExtensions
{
    /// <summary>Each value becomes any number of values under its key.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="function">Applied to every value; must not return null.</param>
    public static DStream<KeyValuePair<TKey, TOut>> FlatMapValues<TKey, TValue, TOut>(
        this DStream<KeyValuePair<TKey, TValue>> stream, Func<TValue, IEnumerable<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return stream.Narrow(Operators.FlatMap<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TOut>>(
            pair => function(pair.Value)?.Select(value => KeyValuePair.Create(pair.Key, value))!, "FlatMapValues"));
    }
}

internal static partial class Operators
{
    public static NarrowOperator<TIn, TOut> FlatMap<TIn, TOut>(Func<TIn, IEnumerable<TOut>> function, string name = "FlatMap") =>
        new FlatMapOperator<TIn, TOut>(name, NotNull(function));

    public static NarrowOperator<TIn, Utf8Slice> FlatMap<TIn>(Func<TIn, Utf8Split> function) =>
        new SplitOperator<TIn>("FlatMap", NotNull(function));

    public static NarrowOperator<TIn, Utf8Slice> FlatMap<TIn>(Func<TIn, Utf8TextSplit> function) =>
        new TextSplitOperator<TIn>("FlatMap", NotNull(function));
}

/// <summary>One record becomes any number of records.</summary>
internal sealed class FlatMapOperator<TIn, TOut>(string name, Func<TIn, IEnumerable<TOut>> function) : NarrowOperator<TIn, TOut>(name)
{
    public override Stage<TIn> Bind(StageContext context, Stage<TOut> next) => new FlatMapStage(context, Name, function, next);

    private sealed class FlatMapStage(StageContext context, string name, Func<TIn, IEnumerable<TOut>> function, Stage<TOut> next)
        : Stage<TIn, TOut>(context, name, next)
    {
        protected override void Process(ReadOnlySpan<TIn> block)
        {
            if (RejectsRecords)
            {
                ProcessOrReject(block);
                return;
            }

            foreach (ref readonly TIn record in block)
            {
                IEnumerable<TOut> results = ResultsOf(record);
                if (results is TOut[] array)
                {
                    foreach (TOut result in array)
                    {
                        Add(result);
                    }
                }
                else
                {
                    foreach (TOut result in results)
                    {
                        Add(result);
                    }
                }
            }
        }

        /// <summary>A record's results count when all of them are there: a sequence may throw halfway.</summary>
        private void ProcessOrReject(ReadOnlySpan<TIn> block)
        {
            var whole = new List<TOut>();
            for (int i = 0; i < block.Length; i++)
            {
                try
                {
                    whole.Clear();
                    whole.AddRange(ResultsOf(block[i]));
                }
                catch (Exception cause)
                {
                    Reject(block, i, cause);
                    continue;
                }

                whole.ForEach(Add);
            }
        }

        private IEnumerable<TOut> ResultsOf(TIn record) => function(record)
            ?? throw new InvalidOperationException($"The function given to {Name} returned null; return an empty sequence for no records.");

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
