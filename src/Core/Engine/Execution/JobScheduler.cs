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

    private const int LongestSpinMilliseconds = 20;

    private readonly ConcurrentQueue<DueBatch> _due = new();
    private readonly Parker _parker = new();
    private readonly Action<DueBatch> _runBatch;
    private readonly Thread _thread;
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

    /// <summary>Waits until every batch enqueued so far is finished; false when time runs out.</summary>
    public bool WaitUntilIdle(TimeSpan timeout)
    {
        long started = Environment.TickCount64;
        var spin = new SpinWait();
        while (Waiting != 0 && Environment.TickCount64 - started < LongestSpinMilliseconds)
        {
            spin.SpinOnce(sleep1Threshold: -1); // who steps a clock by hand waits for one short batch after another
        }

        return Waiting == 0 || SpinWait.SpinUntil(() => Waiting == 0, timeout);
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
}
