namespace HotStream;

/// <summary>Gives back what it is given: the end of an aggregation whose state is its result.</summary>
internal readonly struct Identity<T> : IFunction<T, T>
{
    public T Invoke(T value) => value;
}
