namespace HotStream.Kinesis;

/// <summary>
/// A shard whose lease a member has: what of it is in the engine, how far its records are done, and the lease as it was written last. The
/// receiver's thread takes, one task of the member writes the lease; they meet under the lock, once for a portion of records.
/// </summary>
internal sealed class KinesisShare(Lease lease, long taken, TimeSpan duration)
{
    private const int PortionMax = 512;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _woken = new(0);
    private readonly Queue<(long Record, KinesisPosition Next)> _marks = []; // records in the engine, and what lies behind each portion
    private (long Record, KinesisPosition Next)? _last; // the last mark, which moves while no record comes
    private Func<long> _done = static () => 0; // records of the writer whose batches are done
    private Func<bool> _hasFailed = static () => false;
    private KinesisFetching? _fetching;
    private KinesisPosition _due;
    private KinesisPosition _committed;
    private TimeSpan? _finishWithin; // while it goes
    private long _ends; // since when it goes
    private int _takers;
    private long _renewed = taken;
    private long _checkpointed = taken;

    /// <summary>The shard.</summary>
    public string Id { get; } = lease.Shard;

    /// <summary>As it was written last. The task that holds it.</summary>
    public Lease Lease { get; private set; } = lease;

    /// <summary>Whether a write had no answer, and may have been done. The task that holds it.</summary>
    public bool IsUncertain { get; set; }

    /// <summary>When it was reported last that nothing is read of it; null for never. The task that looks.</summary>
    public long? Reminded { get; set; }

    /// <summary>Records given to the writer. The receiver's thread.</summary>
    public long Added { get; set; }

    /// <summary>
    /// Most records that are taken at once, behind which a checkpoint may be. After a failed batch it begins with one and doubles: however
    /// few records the next batches have, something is done each time. The receiver's thread.
    /// </summary>
    public int Portion { get; private set; } = PortionMax;

    /// <summary>What is fetched of it.</summary>
    public KinesisFetching Fetching => Volatile.Read(ref _fetching) ?? throw new InvalidOperationException("It is not begun.");

    /// <summary>Whether a batch with its records failed; nothing is done behind it.</summary>
    public bool HasFailed => _hasFailed();

    /// <summary>Whether it goes: nothing more of it is taken.</summary>
    public bool IsEnding
    {
        get
        {
            lock (_gate)
            {
                return _finishWithin is not null;
            }
        }
    }

    /// <summary>Whether it goes, and its batches have had their time.</summary>
    public bool IsOverdue
    {
        get
        {
            lock (_gate)
            {
                return _finishWithin is { } time && TimeProvider.System.GetElapsedTime(_ends) > time;
            }
        }
    }

    /// <summary>Behind the last record that is done.</summary>
    public KinesisPosition Due
    {
        get
        {
            lock (_gate)
            {
                Settle();
                return _due;
            }
        }
    }

    /// <summary>Whether nothing of it is under way: in the receiver's hand, in a ring or in a batch.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
            {
                Settle();
                return _takers == 0 && _marks.Count == 0 && _last is null;
            }
        }
    }

    /// <summary>Reading begins, or begins again: what went through the writer before counts as never stored.</summary>
    public void Begin(KinesisFetching fetching, KinesisPosition position)
    {
        lock (_gate)
        {
            Clear();
            _due = position;
            _committed = _fetching is null ? position : _committed;
            Volatile.Write(ref _fetching, fetching);
            if (_finishWithin is not null)
            {
                fetching.Stop();
            }
        }
    }

    /// <summary>The receiver opens a way into the engine.</summary>
    public void Open(Func<long> done, Func<bool> hasFailed)
    {
        lock (_gate)
        {
            Clear();
            (_done, _hasFailed) = (done, hasFailed);
        }
    }

    /// <summary>
    /// The receiver takes records, unless the shard goes or is held back, or the lease may be another's by now.
    /// </summary>
    public bool TryBeginTake()
    {
        lock (_gate)
        {
            bool may = _finishWithin is null && Fetching.Shard.Problem is null && TimeProvider.System.GetElapsedTime(_renewed) < duration;
            _takers += may ? 1 : 0;
            return may;
        }
    }

    /// <summary>What the receiver had in its hand is in the engine.</summary>
    /// <param name="next">What lies behind it.</param>
    public void EndTake(KinesisPosition next)
    {
        lock (_gate)
        {
            _takers--;
            if (_last is { } last && last.Record != Added)
            {
                _marks.Enqueue(last);
            }

            _last = (Added, next);
        }
    }

    /// <summary>A batch has failed: small portions. The receiver's thread.</summary>
    public void TakeLess() => Portion = 1;

    /// <summary>A portion was taken. The receiver's thread.</summary>
    public void TakeMore() => Portion = Math.Min(Portion * 2, PortionMax);

    /// <summary>It goes: nothing more of it is taken or fetched.</summary>
    /// <param name="finishWithin">How long its batches may take; a shorter time that was said before holds.</param>
    public void BeginEnd(TimeSpan finishWithin)
    {
        lock (_gate)
        {
            if (_finishWithin is null)
            {
                _ends = TimeProvider.System.GetTimestamp();
            }

            _finishWithin = _finishWithin is { } before && before < finishWithin ? before : finishWithin;
            Volatile.Read(ref _fetching)?.Stop();
        }

        Wake();
    }

    /// <summary>How long until the lease is to be written; not positive for now. The task that holds it.</summary>
    public TimeSpan UntilWrite(KinesisPosition due, TimeSpan renewEvery, TimeSpan checkpointEvery)
    {
        lock (_gate)
        {
            TimeSpan overdue = _finishWithin is { } time ? time - TimeProvider.System.GetElapsedTime(_ends) : TimeSpan.MaxValue;
            renewEvery = overdue < renewEvery ? overdue : renewEvery;
        }

        TimeSpan renewal = renewEvery - TimeProvider.System.GetElapsedTime(_renewed);
        TimeSpan checkpoint = due.CompareTo(_committed) == 0 ? TimeSpan.MaxValue
            : checkpointEvery - TimeProvider.System.GetElapsedTime(_checkpointed);
        return renewal < checkpoint ? renewal : checkpoint;
    }

    /// <summary>The lease was written. The task that holds it.</summary>
    /// <param name="written">As it is now.</param>
    /// <param name="done">How far records were done.</param>
    /// <param name="sent">When the request was sent.</param>
    public void NoteWritten(Lease written, KinesisPosition done, long sent)
    {
        _checkpointed = done.CompareTo(_committed) == 0 ? _checkpointed : sent;
        _committed = done;
        IsUncertain = false;
        NoteRenewed(written, sent);
    }

    /// <summary>The lease is ours still. The task that holds it.</summary>
    public void NoteRenewed(Lease written, long sent)
    {
        Lease = written;
        Volatile.Write(ref _renewed, sent);
    }

    /// <summary>Something may be done.</summary>
    public void Wake() => _woken.Release();

    /// <summary>Waits for that, or a while.</summary>
    public async Task AwaitAsync(TimeSpan most)
    {
        if (await _woken.WaitAsync(most).ConfigureAwait(false))
        {
            while (_woken.Wait(0))
            {
                // all that woke it until now
            }
        }
    }

    private void Clear()
    {
        _marks.Clear();
        _last = null;
        _done = static () => 0;
        _hasFailed = static () => false;
        Added = 0;
    }

    private void Settle()
    {
        long done = _done();
        while (_marks.TryPeek(out (long Record, KinesisPosition Next) first) && first.Record <= done)
        {
            _due = first.Next;
            _marks.Dequeue();
        }

        if (_marks.Count == 0 && _last is { } last && last.Record <= done)
        {
            _due = last.Next;
            _last = null;
        }
    }
}
