namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>Pairs of a key and the record itself, as Spark's <c>keyBy</c>.</summary>
    /// <typeparam name="TKey">Keys.</typeparam>
    /// <param name="key">The key of a record; called for every record, on worker threads.</param>
    public DStream<KeyValuePair<TKey, T>> KeyBy<TKey>(Func<T, TKey> key) => Narrow(Operators.KeyBy(key));
}

public abstract partial class Batch<T>
{
    /// <inheritdoc cref="DStream{T}.KeyBy{TKey}(Func{T, TKey})"/>
    public Batch<KeyValuePair<TKey, T>> KeyBy<TKey>(Func<T, TKey> key) => Narrow(Operators.KeyBy(key));
}

internal static partial class Operators
{
    public static NarrowOperator<T, KeyValuePair<TKey, T>> KeyBy<T, TKey>(Func<T, TKey> key) =>
        new MapOperator<T, KeyValuePair<TKey, T>, KeyFunction<T, TKey>>("KeyBy", new(NotNull(key)));
}

/// <summary>A record beside its key.</summary>
internal readonly struct KeyFunction<T, TKey>(Func<T, TKey> key) : IFunction<T, KeyValuePair<TKey, T>>
{
    public KeyValuePair<TKey, T> Invoke(T value) => new(key(value), value);
}
