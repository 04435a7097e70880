namespace HotStream;

public static partial class PairDStreamExtensions
{
    /// <summary>
    /// Tuples of a key and a value as the pairs that verbs by key take. Those verbs take tuples too and do this by themselves. Directly
    /// behind <c>Map</c> it costs nothing, elsewhere one copy of each record within the first-level cache.
    /// </summary>
    /// <param name="stream">The tuples.</param>
    public static DStream<KeyValuePair<TKey, TValue>> ToPairs<TKey, TValue>(this DStream<(TKey Key, TValue Value)> stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.Narrow(Operators.ToPairs<TKey, TValue>());
    }
}

public static partial class PairBatchExtensions
{
    /// <summary>Tuples of a key and a value as the pairs that verbs by key take.</summary>
    /// <param name="batch">The tuples.</param>
    public static Batch<KeyValuePair<TKey, TValue>> ToPairs<TKey, TValue>(this Batch<(TKey Key, TValue Value)> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.Narrow(Operators.ToPairs<TKey, TValue>());
    }
}

internal static partial class Operators
{
    public static NarrowOperator<(TKey Key, TValue Value), KeyValuePair<TKey, TValue>> ToPairs<TKey, TValue>() =>
        new PairOperator<TKey, TValue>();
}

/// <summary>Tuples become pairs. Behind a <c>Map</c> no step of its own: that one's loop makes the pairs.</summary>
internal sealed class PairOperator<TKey, TValue>() : NarrowOperator<(TKey Key, TValue Value), KeyValuePair<TKey, TValue>>("ToPairs")
{
    public override Stage<(TKey Key, TValue Value)> Bind(StageContext context, Stage<KeyValuePair<TKey, TValue>> next) =>
        new PairStage(context, Name, next);

    private sealed class PairStage(StageContext context, string name, Stage<KeyValuePair<TKey, TValue>> next)
        : Stage<(TKey Key, TValue Value), KeyValuePair<TKey, TValue>>(context, name, next), IMapsOn<(TKey Key, TValue Value)>
    {
        public Stage<TIn> After<TIn, TFunction>(StageContext context, string name, TFunction function)
            where TFunction : struct, IFunction<TIn, (TKey Key, TValue Value)> =>
            new MapOperator<TIn, KeyValuePair<TKey, TValue>, ChainedFunction<TIn, (TKey Key, TValue Value), KeyValuePair<TKey, TValue>,
                TFunction, PairFunction<TKey, TValue>>>(name, new(function, default)).Bind(context, Next);

        protected override void Process(ReadOnlySpan<(TKey Key, TValue Value)> block)
        {
            Span<KeyValuePair<TKey, TValue>> pairs = Buffer.AsSpan(0, block.Length);
            for (int i = 0; i < pairs.Length; i++)
            {
                pairs[i] = new(block[i].Key, block[i].Value);
            }

            Next.Accept(pairs);
        }
    }
}

/// <summary>A tuple as a pair.</summary>
internal readonly struct PairFunction<TKey, TValue> : IFunction<(TKey Key, TValue Value), KeyValuePair<TKey, TValue>>
{
    public KeyValuePair<TKey, TValue> Invoke((TKey Key, TValue Value) value) => new(value.Key, value.Value);
}
