namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>One record becomes one record.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="function">Applied to every record, on worker threads.</param>
    public DStream<TOut> Map<TOut>(Func<T, TOut> function) => Narrow(Operators.Map(function));

    /// <summary><see cref="Map{TOut}(Func{T, TOut})"/> by a struct function, which the loop is specialised for.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <typeparam name="TFunction">The function's type.</typeparam>
    /// <param name="function">The function.</param>
    public DStream<TOut> Map<TOut, TFunction>(TFunction function)
        where TFunction : struct, IFunction<T, TOut> => Narrow(new MapOperator<T, TOut, TFunction>("Map", function));
}

public abstract partial class Batch<T>
{
    /// <inheritdoc cref="DStream{T}.Map{TOut}(Func{T, TOut})"/>
    public Batch<TOut> Map<TOut>(Func<T, TOut> function) => Narrow(Operators.Map(function));
}

public static partial class PairDStreamExtensions
{
    /// <summary>Changes values, keeps keys.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="function">Applied to every value.</param>
    public static DStream<KeyValuePair<TKey, TOut>> MapValues<TKey, TValue, TOut>(this DStream<KeyValuePair<TKey, TValue>> stream,
        Func<TValue, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return stream.Narrow(Operators.Map<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TOut>>(pair =>
            new(pair.Key, function(pair.Value)), "MapValues"));
    }
}

internal static partial class Operators
{
    public static NarrowOperator<TIn, TOut> Map<TIn, TOut>(Func<TIn, TOut> function, string name = "Map") =>
        new MapOperator<TIn, TOut, DelegateFunction<TIn, TOut>>(name, new(NotNull(function)));
}

/// <summary>A stage that only changes the shape of what a <c>Map</c> before it makes, and so leaves its work to that one's loop.</summary>
internal interface IMapsOn<TRecord>
{
    /// <summary>The stage that does both; it runs in the context of the step before, whose function is the user's.</summary>
    Stage<TIn> After<TIn, TFunction>(StageContext context, string name, TFunction function)
        where TFunction : struct, IFunction<TIn, TRecord>;
}

/// <summary>One record becomes one record.</summary>
internal sealed class MapOperator<TIn, TOut, TFunction>(string name, TFunction function) : NarrowOperator<TIn, TOut>(name)
    where TFunction : struct, IFunction<TIn, TOut>
{
    public override Stage<TIn> Bind(StageContext context, Stage<TOut> next) => next is IMapsOn<TOut> further
        ? further.After<TIn, TFunction>(context, Name, function)
        : new MapStage(context, Name, function, next);

    private sealed class MapStage(StageContext context, string name, TFunction function, Stage<TOut> next)
        : Stage<TIn, TOut>(context, name, next)
    {
        protected override void Process(ReadOnlySpan<TIn> block)
        {
            int count = block.Length;
            if (RejectsRecords)
            {
                count = ApplyOrReject(block);
            }
            else
            {
                Apply(function, block, Buffer);
            }

            Next.Accept(Buffer.AsSpan(0, count));
        }

        private int ApplyOrReject(ReadOnlySpan<TIn> block)
        {
            int count = 0;
            for (int i = 0; i < block.Length; i++)
            {
                try
                {
                    for (; i < block.Length; i++)
                    {
                        Buffer[count] = function.Invoke(block[i]);
                        count++;
                    }
                }
                catch (Exception cause)
                {
                    Reject(block, i, cause);
                }
            }

            return count;
        }

        private static void Apply(TFunction function, ReadOnlySpan<TIn> block, Span<TOut> output)
        {
            output = output[..block.Length];
            for (int i = 0; i < block.Length; i++)
            {
                TOut result = function.Invoke(block[i]);
                WordCopy.Assign(ref output[i], ref result);
            }
        }
    }
}
