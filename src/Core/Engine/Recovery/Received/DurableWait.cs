namespace HotStream;

/// <summary>
/// Producers wait here until what they stored is on disk. One thread syncs for all of them, one sync for everything that came while it was
/// at the one before; it begins with the first who waits. Any thread.
/// <para>Law: who waits is woken once for each round of syncs, and a round in which there was nothing to sync is followed by a rest that
/// nobody who waits cuts short: however many wait for a disk that is full, or for a batch that is late, they take no worker's time.</para>
/// </summary>
internal sealed class DurableWait : IDisposable
{
    private const int RestMilliseconds = 1;

    private readonly object _gate = new(); // a monitor: those who wait are woken by it
    private readonly List<Func<bool>> _syncs = [];
    private readonly AutoResetEvent _wanted = new(initialState: false);
    private readonly ManualResetEvent _stopped = new(initialState: false);
    private Thread? _thread;
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

                _wanted.Set();
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

        _stopped.Set();
        _wanted.Set();
        _thread?.Join();
        _wanted.Dispose();
        _stopped.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _wanted.WaitOne();
            Func<bool>[] syncs;
            lock (_gate)
            {
                if (_stopping)
                {
                    return;
                }

                syncs = [.. _syncs];
            }

            if (!SyncAll(syncs))
            {
                _stopped.WaitOne(RestMilliseconds); // the workers have not taken it yet, or the disk is full
            }

            lock (_gate)
            {
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
