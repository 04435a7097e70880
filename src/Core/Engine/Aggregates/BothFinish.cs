namespace HotStream;

/// <summary>The results of two aggregates side by side.</summary>
internal readonly struct BothFinish<TFirstState, TFirstResult, TFirst, TSecondState, TSecondResult, TSecond>(TFirst first, TSecond second)
    : IFunction<(TFirstState First, TSecondState Second), (TFirstResult First, TSecondResult Second)>
    where TFirst : struct, IFunction<TFirstState, TFirstResult>
    where TSecond : struct, IFunction<TSecondState, TSecondResult>
{
    public (TFirstResult First, TSecondResult Second) Invoke((TFirstState First, TSecondState Second) value) =>
        (first.Invoke(value.First), second.Invoke(value.Second));
}
