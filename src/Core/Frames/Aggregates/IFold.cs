namespace HotStream;

/// <summary>How values are folded into the state of a group, as a type; the zeroed state is that of no value.</summary>
internal interface IFold<TIn, TState, TResult>
    where TIn : unmanaged
    where TState : unmanaged
    where TResult : unmanaged
{
    /// <summary>Adds a value, which is not null.</summary>
    static abstract void Add(ref TState state, TIn value);

    /// <summary>Adds what another state has.</summary>
    static abstract void Merge(ref TState state, in TState other);

    /// <summary>The result; false when it is null.</summary>
    static abstract bool TryFinish(in TState state, out TResult result);
}
