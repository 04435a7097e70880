using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;

namespace HotStream;

/// <summary>Rows in an order, of which equal ones may be put in an order of their own.</summary>
/// <typeparam name="T">The rows.</typeparam>
public sealed class OrderedDataset<[DynamicallyAccessedMembers(RecordShape.Needed)] T> : Dataset<T>
{
    private readonly DataFrame _unordered;
    private readonly Column[] _keys;

    internal OrderedDataset(DataFrame unordered, RecordShape shape, Column[] keys)
        : base(unordered.OrderBy(keys), shape) => (_unordered, _keys) = (unordered, keys);

    /// <summary>Rows whose keys so far are equal in ascending order, nulls first.</summary>
    /// <typeparam name="TKey">The key: one value, or <c>new { r.Device, r.Time }</c>.</typeparam>
    /// <param name="key">What they are ordered by.</param>
    /// <exception cref="AnalysisException">It calls something that has no kernel.</exception>
    public OrderedDataset<T> ThenBy<TKey>(Expression<Func<T, TKey>> key) => With(KeysOf(key, static column => column.Asc()));

    /// <summary>Rows whose keys so far are equal in descending order, nulls last.</summary>
    /// <inheritdoc cref="ThenBy{TKey}"/>
    public OrderedDataset<T> ThenByDescending<TKey>(Expression<Func<T, TKey>> key) =>
        With(KeysOf(key, static column => column.Desc()));

    private OrderedDataset<T> With(Column[] more) => new(_unordered, Shape, [.. _keys, .. more]);
}
