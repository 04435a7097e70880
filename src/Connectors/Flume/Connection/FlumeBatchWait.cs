namespace HotStream.Flume;

/// <summary>Where connections wait for batches to be done. Thread-safe.</summary>
internal sealed class FlumeBatchWait
{
    private const int WaitMilliseconds = 100;

    private readonly object _gate = new();

    /// <summary>A batch is done.</summary>
    public void Pulse()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until a batch is done.</summary>
    /// <param name="isSettled">Whether it is.</param>
    /// <param name="isStopped">Whether to wait no longer.</param>
    /// <returns>False when it was stopped.</returns>
    public bool Await(Func<bool> isSettled, Func<bool> isStopped)
    {
        lock (_gate)
        {
            while (!isSettled())
            {
                if (isStopped())
                {
                    return false;
                }

                Monitor.Wait(_gate, WaitMilliseconds);
            }
        }

        return true;
    }
}
