namespace HotStream.Sinks;

/// <summary>
/// Room for one connection of a pool. Whoever holds the slot (the pool's free list, a lease, or the method that opens or closes) is alone
/// with it, so a pool with n slots can never have more than n connections, and no connection can have two users.
/// </summary>
internal sealed class PoolSlot<T>
{
    public T? Connection { get; set; }

    public bool IsOpen { get; set; }

    /// <summary>Since when it rests, a time stamp of the pool's clock.</summary>
    public long RestsSince { get; set; }

    /// <summary>Raised when a lease ends: so that a copy of an ended lease is recognised.</summary>
    public int Lease { get; set; }

    public bool IsBroken { get; set; }
}
