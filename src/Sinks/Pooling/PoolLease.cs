using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// A connection borrowed from a <see cref="ConnectionPool{T}"/>, for one user at a time. Disposing gives it back, once, however often it is
/// called and on whichever copy; so <c>using</c> is enough.
/// </summary>
/// <typeparam name="T">The connection.</typeparam>
public readonly struct PoolLease<T> : IDisposable
    where T : notnull
{
    private readonly ConnectionPool<T> _pool;
    private readonly PoolSlot<T> _slot;
    private readonly int _number;

    internal PoolLease(ConnectionPool<T> pool, PoolSlot<T> slot)
    {
        _pool = pool;
        _slot = slot;
        _number = slot.Lease;
    }

    /// <summary>The connection.</summary>
    /// <exception cref="ObjectDisposedException">The lease was given back.</exception>
    public T Connection
    {
        get
        {
            ObjectDisposedException.ThrowIf(_slot is null || _slot.Lease != _number, typeof(PoolLease<T>));
            return _slot.Connection!;
        }
    }

    /// <summary>
    /// Says that the connection must not be used again: it is closed when the lease is disposed. Nothing happens after that.
    /// </summary>
    public void MarkBroken()
    {
        if (_slot is not null && _slot.Lease == _number)
        {
            _slot.IsBroken = true;
        }
    }

    /// <summary>Gives the connection back; a broken one is closed. Does not wait for the closing.</summary>
    public void Dispose() => _pool?.Return(_slot, _number);
}
