namespace HotStream;

/// <summary>
/// Collects values, in no particular order; see <see cref="Accumulator{TIn, TOut}"/> for what counts. It grows until it is reset: collect
/// the few, such as samples of what was refused. Slices must not be added, as they end with their batch; add their text.
/// </summary>
/// <typeparam name="T">Type of the values.</typeparam>
public sealed class CollectionAccumulator<T> : Accumulator<T, IReadOnlyList<T>>
{
    private readonly List<T> _values = [];

    internal CollectionAccumulator()
    {
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<T> Result => _values;

    /// <inheritdoc/>
    protected override bool IsResultZero => _values.Count == 0;

    /// <inheritdoc/>
    protected override Accumulator<T, IReadOnlyList<T>> CreateZero() => new CollectionAccumulator<T>();

    /// <inheritdoc/>
    protected override void AddValue(T value) => _values.Add(value);

    /// <inheritdoc/>
    protected override void MergeValue(Accumulator<T, IReadOnlyList<T>> other) =>
        _values.AddRange(((CollectionAccumulator<T>)other)._values);

    /// <inheritdoc/>
    protected override void ResetValue() => _values.Clear();
}
