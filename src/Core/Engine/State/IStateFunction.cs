namespace HotStream;

/// <summary>The forms of a user's function over keyed state as structs, so that the loop over records is specialised for each.</summary>
internal interface IStateFunction<TKey, TValue, TState, TMapped>
{
    /// <summary>Calls the function; false when it gives no record.</summary>
    bool Invoke(BatchTime time, TKey key, Optional<TValue> value, State<TState> state, out TMapped mapped);
}
