namespace HotStream;

/// <summary>
/// An aggregate that can also be undone, so that a window adds what enters, subtracts what leaves, and costs the same however long it is.
/// Law, beside those of <see cref="IAggregate{TValue, TState}"/>: after <c>Merge(ref s, x)</c>, <c>Subtract(ref s, x)</c> gives what <c>s</c> was.
/// Where numbers are rounded the law holds only nearly; <see cref="LosesPrecision"/> tells the engine when not nearly enough.
/// </summary>
/// <typeparam name="TValue">Values folded.</typeparam>
/// <typeparam name="TState">What is kept per key.</typeparam>
public interface IInvertibleAggregate<TValue, TState> : IAggregate<TValue, TState>
{
    /// <summary>
    /// Whether states are rounded when they change, so that an error could build up: such states are computed anew from what the window holds by
    /// and by, and at once where <see cref="LosesPrecision"/> says so.
    /// </summary>
    static virtual bool IsRounded => false;

    /// <summary>
    /// Whether too little was left of a state when another was subtracted from it (much larger, infinite, not a number), so that it must be computed anew.
    /// </summary>
    /// <param name="leaving">What was subtracted.</param>
    /// <param name="remaining">What remained.</param>
    static virtual bool LosesPrecision(TState leaving, TState remaining) => false;

    /// <summary>Takes away a state that was merged before, in place.</summary>
    /// <param name="state">The key's state.</param>
    /// <param name="leaving">The state to take away.</param>
    void Subtract(ref TState state, TState leaving);
}
