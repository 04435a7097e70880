namespace HotStream.Sinks;

/// <summary>
/// How many requests may be under way: as many as the options say, half as many each time that the server says "too many", and a little
/// more with each success, one in a round (additive increase, multiplicative decrease, as TCP does: Chiu and Jain, 1989). Who must wait
/// is served in order. Thread-safe.
/// </summary>
internal sealed class InFlightGate(int most)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private double _limit = most;
    private int _inFlight;
    private int _before; // requests that were under way at the last halving: what becomes of them says nothing about the new limit

    /// <summary>Requests allowed now.</summary>
    public int Limit
    {
        get
        {
            lock (_gate)
            {
                return (int)_limit;
            }
        }
    }

    public async ValueTask EnterAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        TaskCompletionSource waiter;
        lock (_gate)
        {
            if (_waiting.Count == 0 && _inFlight < (int)_limit)
            {
                _inFlight++;
                return;
            }

            waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.AddLast(waiter);
        }

        using (cancel.UnsafeRegister(_ => GiveUp(waiter, cancel), null))
        {
            await waiter.Task.ConfigureAwait(false);
        }
    }

    /// <summary>A request ended.</summary>
    /// <param name="wasThrottled">Whether the server had too much to do; null when its answer says nothing about that.</param>
    public void Leave(bool? wasThrottled)
    {
        lock (_gate)
        {
            if (_before > 0)
            {
                _before--;
            }
            else if (wasThrottled == true)
            {
                _limit = Math.Max(1, (int)_limit / 2);
                _before = _inFlight - 1;
            }
            else if (wasThrottled == false)
            {
                _limit = Math.Min(most, _limit + (1 / _limit));
            }

            _inFlight--;
            while (_waiting.First is { } first && _inFlight < (int)_limit)
            {
                _waiting.RemoveFirst();
                _inFlight++;
                first.Value.SetResult();
            }
        }
    }

    private void GiveUp(TaskCompletionSource waiter, CancellationToken cancel)
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
}
