namespace HotStream;

/// <summary>
/// An aggregate that can also be undone, so that a window adds what enters, subtracts what leaves, and costs the same however long it is.
/// Law, beside those of <see cref="IAggregate{TValue, TState}"/>: after <c>Merge(ref s, x)</c>, <c>Subtract(ref s, x)</c> gives what
/// <c>s</c> was. Where numbers are rounded the law holds only nearly; <see cref="LosesPrecision"/> says when not nearly enough.
/// </summary>
/// <typeparam name="TValue">Values folded.</typeparam>
/// <typeparam name="TState">What is kept per key.</typeparam>
public interface IInvertibleAggregate<TValue, TState> : IAggregate<TValue, TState>
{
    /// <summary>
    /// Whether states are rounded when they change, so that an error could build up: such states are computed anew from what the window
    /// holds by and by, and at once where <see cref="LosesPrecision"/> says so.
    /// </summary>
    static virtual bool IsRounded => false;

    /// <summary>
    /// Whether too little is left of a state (it has been much larger, is infinite, not a number), so that it must be computed anew. Asked
    /// after every subtraction, with what was subtracted and with the largest that the state has been.
    /// </summary>
    /// <param name="leaving">What was subtracted, or what <see cref="Widen"/> remembers.</param>
    /// <param name="remaining">What remained.</param>
    static virtual bool LosesPrecision(TState leaving, TState remaining) => false;

    /// <summary>
    /// Remembers how large a state has been since it was computed anew, part by part: brings the magnitudes in <paramref name="largest"/>
    /// up to those in <paramref name="state"/>. A rounding error is as large as the numbers it was made with were, and stays when they have
    /// left; without this, only what leaves at once is seen.
    /// </summary>
    /// <param name="largest">The greatest magnitudes so far; the default at first.</param>
    /// <param name="state">What the state is now, or what was subtracted from it.</param>
    static virtual void Widen(ref TState largest, TState state)
    {
    }

    /// <summary>
    /// What a window may do with columns of states: add and subtract them whole; null for states that must be taken one by one.
    /// </summary>
    internal static virtual SumColumns<TState>? SumColumns => null;

    /// <summary>Takes away a state that was merged before, in place.</summary>
    /// <param name="state">The key's state.</param>
    /// <param name="leaving">The state to take away.</param>
    void Subtract(ref TState state, TState leaving);
}
