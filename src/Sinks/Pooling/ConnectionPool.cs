using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Connections that are opened when needed, at most so many, and used again. A user leases one for as long as it needs it (a sink: one for
/// each partition and batch), so what it sends over it stays in order. Who finds all in use waits; the longest wait is served first. A
/// connection that rested is checked before it is leased, one that is broken or rested too long is closed, and the next
/// lease opens another. Thread-safe.
/// </summary>
/// <typeparam name="T">The connection.</typeparam>
public sealed partial class ConnectionPool<T> : IPoolCounts, IDisposable, IAsyncDisposable
    where T : notnull
{
    private readonly Lock _gate = new();
    private readonly List<PoolSlot<T>> _resting = []; // open ones, the longest rest first
    private readonly Stack<PoolSlot<T>> _empty = [];
    private readonly LinkedList<TaskCompletionSource<PoolSlot<T>>> _waiting = []; // not empty only while no slot is free
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PoolOptions _options;
    private readonly Func<CancellationToken, ValueTask<T>> _open;
    private readonly Func<T, ValueTask> _close;
    private readonly Func<T, CancellationToken, ValueTask<bool>>? _isHealthy;
    private readonly ITimer? _idleTimer;
    private int _used; // slots that are not free
    private int _openCount;
    private int _leasedCount;
    private bool _isTimerSet;
    private bool _isDisposed;

    /// <summary>A pool without connections: the first lease opens one.</summary>
    /// <param name="options">Name, bounds and clock.</param>
    /// <param name="open">Opens a connection. What it throws reaches whoever asked for the lease.</param>
    /// <param name="close">Closes one. What it throws is ignored: the connection is not used again in either case.</param>
    /// <param name="isHealthy">Whether a connection that rested can be used, for example by a ping; false and exceptions mean that it
    /// cannot. Null trusts all.</param>
    public ConnectionPool(
        PoolOptions options,
        Func<CancellationToken, ValueTask<T>> open,
        Func<T, ValueTask> close,
        Func<T, CancellationToken, ValueTask<bool>>? isHealthy = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(close);
        _options = options;
        _open = open;
        _close = close;
        _isHealthy = isHealthy;
        for (int i = 0; i < options.MaxConnections; i++)
        {
            _empty.Push(new PoolSlot<T>());
        }

        if (options.IdleTimeout != Timeout.InfiniteTimeSpan)
        {
            _idleTimer = options.TimeProvider.CreateTimer(_ => CloseIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        PoolMetrics.Add(this);
    }

    /// <summary>As the other, with a function that closes at once.</summary>
    /// <param name="options">Name, bounds and clock.</param>
    /// <param name="open">Opens a connection.</param>
    /// <param name="close">Closes one, for example its <c>Dispose</c>.</param>
    /// <param name="isHealthy">Whether a connection that rested can be used; null trusts all.</param>
    public ConnectionPool(
        PoolOptions options,
        Func<CancellationToken, ValueTask<T>> open,
        Action<T> close,
        Func<T, CancellationToken, ValueTask<bool>>? isHealthy = null)
        : this(options, open, Later(close), isHealthy)
    {
    }

    /// <summary><see cref="PoolOptions.Name"/>.</summary>
    public string Name => _options.Name;

    /// <summary>Connections that are open now, leased or resting.</summary>
    public int OpenCount => Volatile.Read(ref _openCount);

    /// <summary>Connections leased now.</summary>
    public int LeasedCount => Volatile.Read(ref _leasedCount);

    /// <summary>Leases that wait now.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Borrows a connection, opening one if none rests; waits, first come first served, while all are in use.</summary>
    /// <param name="cancel">Gives up waiting, checking or opening.</param>
    /// <returns>Dispose it to give the connection back.</returns>
    /// <exception cref="ObjectDisposedException">The pool is disposed, or was while this waited.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public ValueTask<PoolLease<T>> LeaseAsync(CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<PoolLease<T>>(cancel);
        }

        TaskCompletionSource<PoolSlot<T>> waiter;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (TakeFree() is { } slot)
            {
                return CanUse(slot) ? new(Hand(slot)) : PrepareAsync(slot, cancel);
            }

            waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.AddLast(waiter);
        }

        PoolMetrics.Waited(Name);
        return WaitAsync(waiter, cancel);
    }

    /// <summary>Closes what rests; leased connections are closed when they are given back. Does not wait for either.</summary>
    public void Dispose()
    {
        PoolSlot<T>[] resting;
        TaskCompletionSource<PoolSlot<T>>[] waiting;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            resting = [.. _resting];
            _resting.Clear();
            _used += resting.Length;
            waiting = [.. _waiting];
            _waiting.Clear();
            SayWhenDrained();
        }

        _idleTimer?.Dispose();
        PoolMetrics.Remove(this);
        foreach (TaskCompletionSource<PoolSlot<T>> waiter in waiting)
        {
            waiter.SetException(new ObjectDisposedException(nameof(ConnectionPool<T>),
                $"The pool '{Name}' was disposed while a lease waited for a connection."));
        }

        foreach (PoolSlot<T> slot in resting)
        {
            _ = CloseAndFreeAsync(slot);
        }
    }

    /// <summary>As <see cref="Dispose"/>, and waits until every connection is closed, leased ones included.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return new(_drained.Task);
    }

    internal void Return(PoolSlot<T> slot, int number)
    {
        lock (_gate)
        {
            if (slot.Lease != number)
            {
                return; // given back before
            }

            slot.Lease++;
            _leasedCount--;
            if (!slot.IsBroken && !_isDisposed)
            {
                Free(slot);
                return;
            }
        }

        if (slot.IsBroken)
        {
            PoolMetrics.Broke(Name);
        }

        _ = CloseAndFreeAsync(slot);
    }

    private static Func<T, ValueTask> Later(Action<T> close)
    {
        ArgumentNullException.ThrowIfNull(close);
        return connection =>
        {
            close(connection);
            return ValueTask.CompletedTask;
        };
    }

    private async ValueTask<PoolLease<T>> WaitAsync(TaskCompletionSource<PoolSlot<T>> waiter, CancellationToken cancel)
    {
        PoolSlot<T> slot;
        using (cancel.UnsafeRegister(_ => Leave(waiter, cancel), null))
        {
            slot = await waiter.Task.ConfigureAwait(false);
        }

        return await PrepareAsync(slot, cancel).ConfigureAwait(false);
    }

    private void Leave(TaskCompletionSource<PoolSlot<T>> waiter, CancellationToken cancel)
    {
        bool waits;
        lock (_gate)
        {
            waits = _waiting.Remove(waiter);
        }

        if (waits)
        {
            waiter.SetCanceled(cancel);
        }
    }

    /// <summary>Makes a slot's connection fit for use: opens it, or checks and, if need be, replaces it.</summary>
    private async ValueTask<PoolLease<T>> PrepareAsync(PoolSlot<T> slot, CancellationToken cancel)
    {
        try
        {
            cancel.ThrowIfCancellationRequested();
            if (slot.IsOpen && !CanUse(slot) && (IsTooOld(slot) || !await IsHealthyAsync(slot, cancel).ConfigureAwait(false)))
            {
                await CloseAsync(slot).ConfigureAwait(false);
            }

            if (!slot.IsOpen)
            {
                slot.Connection = await _open(cancel).ConfigureAwait(false);
                slot.IsOpen = true;
                Interlocked.Increment(ref _openCount);
            }

            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                return Hand(slot);
            }
        }
        catch
        {
            FreeOrClose(slot);
            throw;
        }
    }

    private bool CanUse(PoolSlot<T> slot)
    {
        if (!slot.IsOpen)
        {
            return false;
        }

        TimeSpan rest = _options.TimeProvider.GetElapsedTime(slot.RestsSince);
        return !IsTooOld(slot) && (_isHealthy is null || rest < _options.CheckAfter);
    }

    private bool IsTooOld(PoolSlot<T> slot) =>
        _options.IdleTimeout != Timeout.InfiniteTimeSpan && _options.TimeProvider.GetElapsedTime(slot.RestsSince) >= _options.IdleTimeout;

    private async ValueTask<bool> IsHealthyAsync(PoolSlot<T> slot, CancellationToken cancel)
    {
        bool isHealthy = false;
        try
        {
            isHealthy = await _isHealthy!(slot.Connection!, cancel).ConfigureAwait(false);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // as good as "no": the connection is replaced, and if that fails, its error says more
        }
        finally
        {
            if (!isHealthy)
            {
                slot.IsBroken = true; // also when the check was cancelled: nobody knows what the connection is in the middle of
                PoolMetrics.Broke(Name);
            }
        }

        return isHealthy;
    }
}
