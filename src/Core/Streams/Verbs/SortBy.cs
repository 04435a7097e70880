namespace HotStream;

public abstract partial class Batch<T>
{
    /// <summary>All records in one partition, in ascending order of a key; equal keys keep no particular order.</summary>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <param name="key">The key to sort by.</param>
    /// <param name="descending">Whether the greatest comes first.</param>
    public Batch<T> SortBy<TKey>(Func<T, TKey> key, bool descending = false) => Wide(Operators.SortBy(key, descending));
}

internal static partial class Operators
{
    public static WideOperator<T, T> SortBy<T, TKey>(Func<T, TKey> key, bool descending)
    {
        NotNull(key);
        int sign = descending ? -1 : 1;
        return new GatherOperator<T>("SortBy", 1, (left, right) => sign * Comparer<TKey>.Default.Compare(key(left), key(right)));
    }
}
