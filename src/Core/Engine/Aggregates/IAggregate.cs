namespace HotStream;

/// <summary>
/// The algebra of a fold by key: how the first value becomes a state, how a further value is added, how two states become one.
/// Laws, kept by one property test for all aggregates: <c>Merge</c> is associative, and adding values to two states and merging them gives
/// what adding all of them to one state gives, so that the number of partitions never changes an answer. It is commutative too, except
/// where order is the point (first, last): the engine always merges the later state (of the next partition, of a later batch) into the
/// earlier one. <c>Merge</c> does not change <c>other</c>, nor anything that <c>other</c> refers to: a window may merge it again.
/// Implement it as a struct: the engine specialises its loops for it. Aggregates that can also be undone are a type of their own.
/// </summary>
/// <typeparam name="TValue">Values folded.</typeparam>
/// <typeparam name="TState">What is kept per key.</typeparam>
public interface IAggregate<TValue, TState>
{
    /// <summary>
    /// Whether values and states may be added in any order with the same result (rounding aside). True lets the engine deal the records of
    /// one source to all partitions; false, the default, keeps them in one partition and in order.
    /// </summary>
    bool Commutes => false;

    /// <summary>What a window may do with columns of states: compare them whole.</summary>
    internal static virtual Extreme Extreme => Extreme.None;

    /// <summary>Whether the state is the number of values, which windows keep beside every state anyway.</summary>
    internal static virtual bool IsCount => false;

    /// <summary>The state after one value.</summary>
    /// <param name="value">The first value of a key.</param>
    TState Create(TValue value);

    /// <summary>Adds a further value in place.</summary>
    /// <param name="state">The key's state.</param>
    /// <param name="value">The value.</param>
    void Add(ref TState state, TValue value);

    /// <summary>Adds another state of the same key in place: of another partition, or of a later batch.</summary>
    /// <param name="state">The key's state.</param>
    /// <param name="other">The state to add, the later one; left as it is.</param>
    void Merge(ref TState state, TState other);
}
