namespace HotStream;

/// <summary>
/// One key's state with the batch time at which it was last touched, and whether it is there at all; four
/// slots of a word share a cache line.
/// </summary>
internal struct StateSlot<TState>
{
    public TState State;
    private long _stamp; // twice the time, plus 1 while there is a state

    public readonly bool IsAlive => (_stamp & 1) != 0;

    /// <summary>Milliseconds of the batch that changed or touched it last.</summary>
    public readonly long Touched => _stamp >> 1;

    public void Touch(long time, bool isAlive) => _stamp = (time << 1) | (isAlive ? 1L : 0L);
}
