namespace HotStream;

/// <summary>
/// Producers wait here until what they stored is on disk. One thread syncs for all of them, one sync for everything that came while it was
/// at the one before; it begins with the first who waits. Any thread.
/// </summary>
internal sealed class DurableWait : IDisposable
{
    private readonly object _gate = new(); // a monitor: it is waited on
    private readonly List<Func<bool>> _syncs = [];
    private Thread? _thread;
    private bool _isWanted;
    private bool _stopping;

    /// <summary>Takes in a lane.</summary>
    /// <param name="sync">Syncs what it wrote; false when there was nothing. May throw <see cref="IOException"/>.</param>
    public void Add(Func<bool> sync)
    {
        lock (_gate)
        {
            _syncs.Add(sync);
        }
    }

    /// <summary>Waits until something is on disk.</summary>
    /// <param name="isDurable">Whether it is.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">Ended before: nobody may count on it.</exception>
    public void Until(Func<bool> isDurable, CancellationToken stop)
    {
        lock (_gate)
        {
            while (!isDurable())
            {
                stop.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(_stopping, this);
                if (_thread is null)
                {
                    _thread = new Thread(Loop) { IsBackground = true, Name = "hotstream-durable" };
                    _thread.Start();
                }

                _isWanted = true;
                Monitor.PulseAll(_gate);
                Monitor.Wait(_gate, millisecondsTimeout: 50);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        _thread?.Join();
    }

    private void Loop()
    {
        while (true)
        {
            Func<bool>[] syncs;
            lock (_gate)
            {
                while (!_isWanted && !_stopping)
                {
                    Monitor.Wait(_gate);
                }

                if (_stopping)
                {
                    return;
                }

                _isWanted = false;
                syncs = [.. _syncs];
            }

            bool any = SyncAll(syncs);
            lock (_gate)
            {
                if (!any && !_stopping)
                {
                    Monitor.Wait(_gate, millisecondsTimeout: 1); // the workers have not taken it yet, or the disk is full
                }

                Monitor.PulseAll(_gate);
            }
        }
    }

    private static bool SyncAll(Func<bool>[] syncs)
    {
        bool any = false;
        foreach (Func<bool> sync in syncs)
        {
            try
            {
                any |= sync();
            }
            catch (IOException)
            {
                // whoever closes the batch says so; who waits here goes on waiting
            }
        }

        return any;
    }
}
