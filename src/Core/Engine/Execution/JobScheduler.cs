using System.Collections.Concurrent;

namespace HotStream;

/// <summary>
/// The driver: one thread that takes batch times in order and runs each batch's jobs to the end before the next one's. Batches that fall
/// due while another runs wait here with the time they were due, never dropped and never merged.
/// </summary>
internal sealed class JobScheduler : IDisposable
{
    /// <summary>Batches that may wait, a few hundred bytes each and the boundaries noted in every ring; the clock waits for room.</summary>
    public const int MostUnbegun = 10_000;

    private const int SpinsBeforeWait = 40;

    private readonly ConcurrentQueue<DueBatch> _due = new();
    private readonly Parker _parker = new();
    private readonly Action<DueBatch> _runBatch;
    private readonly Thread _thread;
    private readonly object _idle = new(); // a monitor: it is waited on
    private volatile bool _isAwaited;
    private long _enqueued;
    private long _finished;
    private volatile bool _stopping;

    public JobScheduler(Action<DueBatch> runBatch)
    {
        _runBatch = runBatch;
        _thread = new Thread(Loop) { IsBackground = true, Name = "hotstream-driver" };
    }

    /// <summary>Batches due and not finished.</summary>
    public long Waiting => Volatile.Read(ref _enqueued) - Volatile.Read(ref _finished);

    /// <summary>Batches due and not begun.</summary>
    public int Unbegun => _due.Count;

    /// <summary>Whether the calling thread is the driver.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    public void Start() => _thread.Start();

    public void Enqueue(DueBatch batch)
    {
        Interlocked.Increment(ref _enqueued);
        _due.Enqueue(batch);
        _parker.Wake();
    }

    /// <summary>
    /// Waits until every batch enqueued so far is finished; false when time runs out. Who waits sleeps after a moment: a thread more
    /// than there are cores, spinning, makes the workers of the batch it waits for begin late.
    /// </summary>
    public bool WaitUntilIdle(TimeSpan timeout)
    {
        for (int attempt = 0; attempt < SpinsBeforeWait; attempt++)
        {
            if (Waiting == 0)
            {
                return true;
            }

            YieldWaiting.Pause(attempt);
        }

        long until = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        lock (_idle)
        {
            while (true)
            {
                _isAwaited = true;
                Interlocked.MemoryBarrier(); // announced before we look; the driver counts before it looks for an announcement
                long left = until - Environment.TickCount64;
                if (Waiting == 0 || left <= 0)
                {
                    return Waiting == 0;
                }

                Monitor.Wait(_idle, (int)Math.Min(left, int.MaxValue));
            }
        }
    }

    /// <summary>Begins nothing more, and waits until the batch that runs is finished.</summary>
    public void Dispose()
    {
        _stopping = true;
        _parker.Wake();
        if (_thread.IsAlive && !IsCurrent)
        {
            _thread.Join();
        }
    }

    private void Loop()
    {
        int idle = 0;
        while (!_stopping)
        {
            if (_due.TryDequeue(out DueBatch batch))
            {
                idle = 0;
                _runBatch(batch);
                Interlocked.Increment(ref _finished);
                NotifyIfIdle();
            }
            else if (idle < 20)
            {
                YieldWaiting.Pause(idle++);
            }
            else
            {
                _parker.Announce();
                if (_due.IsEmpty && !_stopping)
                {
                    _parker.Park(timeoutMilliseconds: 100);
                }
                else
                {
                    _parker.Withdraw();
                }
            }
        }
    }

    private void NotifyIfIdle()
    {
        if (_isAwaited && Waiting == 0)
        {
            lock (_idle)
            {
                _isAwaited = false;
                Monitor.PulseAll(_idle);
            }
        }
    }
}
