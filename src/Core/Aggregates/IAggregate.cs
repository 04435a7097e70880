namespace HotStream;

/// <summary>
/// The algebra of a fold by key: how the first value becomes a state, how a further value is added, how two states become one.
/// Laws, kept by one property test for all aggregates: <c>Merge</c> is associative and commutative, and adding values to two states and
/// merging them gives what adding all of them to one state gives, so that the number of partitions never changes an answer.
/// Implement it as a struct: the engine specialises its loops for it. Aggregates that can also be undone are a type of their own.
/// </summary>
/// <typeparam name="TValue">Values folded.</typeparam>
/// <typeparam name="TState">What is kept per key.</typeparam>
public interface IAggregate<TValue, TState>
{
    /// <summary>The state after one value.</summary>
    /// <param name="value">The first value of a key.</param>
    TState Create(TValue value);

    /// <summary>Adds a further value in place.</summary>
    /// <param name="state">The key's state.</param>
    /// <param name="value">The value.</param>
    void Add(ref TState state, TValue value);

    /// <summary>Adds another partition's state of the same key in place.</summary>
    /// <param name="state">The key's state.</param>
    /// <param name="other">The state to add.</param>
    void Merge(ref TState state, TState other);
}
