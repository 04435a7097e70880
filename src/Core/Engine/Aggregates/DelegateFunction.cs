namespace HotStream;

/// <summary>A lambda in the shape of a struct function.</summary>
internal readonly struct DelegateFunction<TIn, TOut>(Func<TIn, TOut> function) : IFunction<TIn, TOut>
{
    public TOut Invoke(TIn value) => function(value);
}
