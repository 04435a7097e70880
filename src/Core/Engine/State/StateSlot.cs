namespace HotStream;

/// <summary>
/// One key's state with the batch time at which it was last touched, and whether it is there at all; four
/// slots of a word share a cache line.
/// </summary>
internal struct StateSlot<TState>
{
    public TState State;
    private long _stamp; // twice the time, plus 1 while there is a state

    public readonly bool IsAlive => IsAliveAt(_stamp);

    /// <summary>Milliseconds of the batch that changed or touched it last.</summary>
    public readonly long Touched => TouchedAt(_stamp);

    /// <summary>Both in one number.</summary>
    public readonly long Stamp => _stamp;

    public static bool IsAliveAt(long stamp) => (stamp & 1) != 0;

    public static long TouchedAt(long stamp) => stamp >> 1;

    public void Touch(long time, bool isAlive) => _stamp = (time << 1) | (isAlive ? 1L : 0L);
}
