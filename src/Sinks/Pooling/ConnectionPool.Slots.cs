using HotStream.Sinks;

namespace HotStream;

/// <content>How slots move between free, used and waited for, and how their connections are closed.</content>
public sealed partial class ConnectionPool<T>
{
    private async Task CloseAndFreeAsync(PoolSlot<T> slot)
    {
        await CloseAsync(slot).ConfigureAwait(false);
        FreeOrClose(slot);
    }

    private async ValueTask CloseAsync(PoolSlot<T> slot)
    {
        if (!slot.IsOpen)
        {
            return;
        }

        try
        {
            await _close(slot.Connection!).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // it is given up in either case
        }

        slot.Connection = default;
        slot.IsOpen = false;
        slot.IsBroken = false;
        Interlocked.Decrement(ref _openCount);
    }

    private void FreeOrClose(PoolSlot<T> slot)
    {
        lock (_gate)
        {
            if (!slot.IsOpen || (!slot.IsBroken && !_isDisposed))
            {
                Free(slot);
                return;
            }
        }

        _ = CloseAndFreeAsync(slot);
    }

    // The methods below are called with the gate held.
    private PoolLease<T> Hand(PoolSlot<T> slot)
    {
        _leasedCount++;
        return new(this, slot);
    }

    private PoolSlot<T>? TakeFree()
    {
        PoolSlot<T>? slot = null;
        if (_resting.Count > 0)
        {
            slot = _resting[^1]; // the shortest rest: the others may grow old and be closed
            _resting.RemoveAt(_resting.Count - 1);
        }
        else if (_empty.Count > 0)
        {
            slot = _empty.Pop();
        }

        _used += slot is null ? 0 : 1;
        return slot;
    }

    private void Free(PoolSlot<T> slot)
    {
        slot.RestsSince = _options.TimeProvider.GetTimestamp();
        if (_waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            first.Value.SetResult(slot);
            return;
        }

        _used--;
        if (slot.IsOpen)
        {
            _resting.Add(slot);
            SetTimer();
        }
        else
        {
            _empty.Push(slot);
            SayWhenDrained();
        }
    }

    private void SayWhenDrained()
    {
        if (_isDisposed && _used == 0)
        {
            _drained.TrySetResult();
        }
    }

    private void SetTimer()
    {
        if (_idleTimer is not null && !_isTimerSet && _resting.Count > 0)
        {
            _isTimerSet = true;
            TimeSpan rest = _options.TimeProvider.GetElapsedTime(_resting[0].RestsSince);
            TimeSpan due = _options.IdleTimeout - rest;
            _idleTimer.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void CloseIdle()
    {
        var old = new List<PoolSlot<T>>();
        lock (_gate)
        {
            _isTimerSet = false;
            while (!_isDisposed && _resting.Count > 0 && IsTooOld(_resting[0]))
            {
                old.Add(_resting[0]);
                _resting.RemoveAt(0);
                _used++;
            }

            SetTimer();
        }

        foreach (PoolSlot<T> slot in old)
        {
            _ = CloseAndFreeAsync(slot);
        }
    }
}
