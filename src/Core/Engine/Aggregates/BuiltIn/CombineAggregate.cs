namespace HotStream;

/// <summary>Folds values with the three functions of Spark's <c>combineByKey</c>.</summary>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TState">State.</typeparam>
/// <param name="create">The first value becomes a state.</param>
/// <param name="add">A state takes a further value.</param>
/// <param name="merge">Two states become one.</param>
internal readonly struct CombineAggregate<TValue, TState>(
    Func<TValue, TState> create,
    Func<TState, TValue, TState> add,
    Func<TState, TState, TState> merge) : IAggregate<TValue, TState>
{
    /// <inheritdoc/>
    public TState Create(TValue value) => create(value);

    /// <inheritdoc/>
    public void Add(ref TState state, TValue value) => state = add(state, value);

    /// <inheritdoc/>
    public void Merge(ref TState state, TState other) => state = merge(state, other);
}
