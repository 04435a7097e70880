namespace HotStream.Testing;

/// <summary>What a life must pass at each of its moments: it may end there.</summary>
internal interface ICrashGate
{
    /// <summary>A moment has come. Returns when the life goes on; throws when it is over.</summary>
    void Reach(CrashMoment moment, BatchTime time);

    /// <summary>Throws when the life is over: whatever still runs of it must have no effect.</summary>
    void ThrowIfOver();
}
