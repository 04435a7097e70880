namespace HotStream;

/// <summary>What became of the state alone, of windows that fold all records into one.</summary>
internal readonly struct FinishedResult<TState, TOut, TFinish>(TFinish finish) : IWindowResult<byte, TState, TOut>
    where TFinish : struct, IFunction<TState, TOut>
{
    public TOut Of(byte key, long records, TState state) => finish.Invoke(state);
}
