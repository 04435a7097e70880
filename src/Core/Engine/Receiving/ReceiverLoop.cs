namespace HotStream;

/// <summary>
/// Runs an asynchronous receiver on the receiver's own thread: what follows an <c>await</c> comes back to it. So a receiver stores from one
/// thread at a time without thinking of it, and one that waits for room in a ring holds up no thread of the pool, which sinks need to make
/// that room.
/// </summary>
internal sealed class ReceiverLoop : SynchronizationContext
{
    private readonly Lock _gate = new();
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = [];
    private readonly SemaphoreSlim _wakes = new(0);
    private bool _hasEnded;

    private ReceiverLoop()
    {
    }

    /// <summary>Calls the function and returns when its task has ended, with what it threw.</summary>
    public static void Run(Func<Task> function)
    {
        SynchronizationContext? outer = Current;
        var loop = new ReceiverLoop();
        SetSynchronizationContext(loop);
        try
        {
            Task task = function();
            _ = task.ContinueWith(static (_, state) => ((ReceiverLoop)state!)._wakes.Release(), loop, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            while (!task.IsCompleted || loop.HasPosted)
            {
                loop.RunPosted();
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            loop.End();
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>Queues what follows an await; what comes when the receiver has ended runs on the pool.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            if (!_hasEnded)
            {
                _posted.Enqueue((d, state));
                _wakes.Release();
                return;
            }
        }

        base.Post(d, state);
    }

    public override SynchronizationContext CreateCopy() => this;

    private bool HasPosted
    {
        get
        {
            lock (_gate)
            {
                return _posted.Count > 0;
            }
        }
    }

    private void RunPosted()
    {
        _wakes.Wait();
        (SendOrPostCallback Callback, object? State) next;
        lock (_gate)
        {
            if (!_posted.TryDequeue(out next))
            {
                return; // woken because the task has ended
            }
        }

        next.Callback(next.State);
    }

    private void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
        }

        while (HasPosted)
        {
            (SendOrPostCallback callback, object? state) = _posted.Dequeue();
            base.Post(callback, state);
        }
    }
}
