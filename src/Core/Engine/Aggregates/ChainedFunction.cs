namespace HotStream;

/// <summary>One struct function after another.</summary>
internal readonly struct ChainedFunction<TIn, TBetween, TOut, TFirst, TSecond>(TFirst first, TSecond second) : IFunction<TIn, TOut>
    where TFirst : struct, IFunction<TIn, TBetween>
    where TSecond : struct, IFunction<TBetween, TOut>
{
    public TOut Invoke(TIn value) => second.Invoke(first.Invoke(value));
}
