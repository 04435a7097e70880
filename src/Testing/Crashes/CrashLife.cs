namespace HotStream.Testing;

/// <summary>
/// One life of a program. At the moment at which it is to end, the thread that comes there waits until the files are copied; then the life
/// is over: whatever still runs of it throws, and what it writes is in files that nobody reads.
/// </summary>
internal sealed class CrashLife(CrashMoment? moment, BatchTime end) : ICrashGate
{
    private readonly ManualResetEventSlim _copied = new();
    private int _isTaken;
    private BatchTime _time; // of the batch that runs
    private bool _isAgain;
    private volatile bool _isOver;

    /// <summary>Set when the moment has come.</summary>
    public ManualResetEventSlim Reached { get; } = new();

    /// <summary>The batch after which a checkpoint was gathered last.</summary>
    public BatchTime? Saved { get; private set; }

    public void Begin(BatchTime time, bool isAgain)
    {
        ThrowIfOver();
        (_time, _isAgain) = (time, isAgain);
    }

    public void Reach(CrashMoment at, BatchTime time)
    {
        ThrowIfOver();
        if (at == moment && time == end && Interlocked.Exchange(ref _isTaken, 1) == 0)
        {
            Reached.Set();
            _copied.Wait();
            ThrowIfOver();
        }
    }

    /// <summary>The batch is about to run its outputs.</summary>
    public void ReachOutputs(BatchTime time)
    {
        if (!_isAgain)
        {
            Reach(CrashMoment.InLog, time); // its entry is the last one in the log
        }

        Reach(CrashMoment.BeforeOutputs, time);
    }

    /// <summary>What streams remember is gathered.</summary>
    public void Save()
    {
        Saved = _time;
        Reach(CrashMoment.InCheckpoint, _time);
    }

    /// <summary>The batch is over; a checkpoint may be taken then.</summary>
    public void ReachEnd(BatchTime time) => Reach(CrashMoment.AfterBatch, time);

    public void ThrowIfOver()
    {
        if (_isOver)
        {
            throw new OperationCanceledException("This life of the program is over.");
        }
    }

    /// <summary>The life is over.</summary>
    public void End()
    {
        _isOver = true;
        _copied.Set();
    }
}
