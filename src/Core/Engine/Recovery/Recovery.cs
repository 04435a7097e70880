using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// A run that survives the end of its process: a log of batches, checkpoints of what operators remember, and how a restart goes on from
/// them. Law: restored state is that after one batch; every later batch that may have begun is run again with the ranges it had, in order;
/// so the state is that of a process that never ended. Called on the driver, or before it starts and after it has ended.
/// </summary>
internal sealed class Recovery : IDisposable
{
    private const int IncrementsMax = 10; // then a whole checkpoint, so that a chain stays short

    private readonly RecoverySettings _settings;
    private readonly RecoveryLock _lock;
    private readonly CheckpointStore _store;
    private readonly CheckpointWriter _writer;
    private readonly BatchLog _log;
    private readonly DiskWait _disk;
    private readonly LogRoom _room;
    private readonly RunCopies? _copies;
    private IReadOnlyList<ReadCheckpoint> _chain = [];
    private IReadOnlyList<(string Path, CheckpointHeader Header)> _restoredFrom = [];
    private IReadOnlyList<Recoverable> _operators = [];
    private IReadOnlyDictionary<string, string>? _kept; // by accumulators, after the last batch
    private long _zero;
    private long _syncedAt; // timestamp
    private string _run;
    private long _lastTaken; // time of the last checkpoint that was taken
    private int _increments;
    private volatile bool _needsWhole = true;
    private long _bytesOfWhole;
    private long _bytesSince;
    private long _forgotten = long.MinValue; // time of the checkpoint up to which received records are removed
    private bool _hasSpares; // files of the log that are kept to be written over, when it was last cut
    private CheckpointCapture? _capture; // the checkpoint that is being taken

    private Recovery(RecoverySettings settings, RecoveryLock held, BatchLog log, RunCopies? copies)
    {
        _settings = settings;
        _lock = held;
        _log = log;
        _copies = copies;
        _run = settings.Run;
        _store = new CheckpointStore(settings.Directory);
        long Needed() => Volatile.Read(ref _bytesOfWhole) + Received!.WaitingBytes;
        void LetGo() => Received!.LetGo();
        _disk = new DiskWait(settings.Directory, settings.Logger, Needed, settings.Stop, LetGo);
        _room = new LogRoom(settings.Directory, settings.Logger, settings.LogSegmentBytes, Needed, () => Received!.HeldBytes, LetGo);
        Received = new ReceivedLog(settings, _disk, _room);
        _writer = new CheckpointWriter(_store, Written, (header, failure) => Failed(header.Time, failure));
    }

    /// <summary>What receivers' lanes took.</summary>
    public ReceivedLog Received { get; }

    /// <summary>Opens a directory: finds what an earlier life left there, or, when asked to begin anew, moves it aside.</summary>
    /// <param name="settings">Whom it serves.</param>
    /// <param name="restores">Whether to go on from what is there.</param>
    /// <param name="restored">What to go on from; null for a new run.</param>
    /// <exception cref="InvalidOperationException">The directory is used by somebody else.</exception>
    /// <exception cref="InvalidDataException">So much of it is damaged that nothing can go on from it.</exception>
    public static Recovery Open(RecoverySettings settings, bool restores, out RestoredRun? restored)
    {
        RecoveryLock held = RecoveryLock.Take(settings.Directory);
        BatchLog? log = null;
        RunCopies? copies = null;
        Recovery? recovery = null;
        try
        {
            if (!restores && FormerRun.MoveAside(settings) is { } aside)
            {
                RecoveryMessages.MovedAside(settings.Logger, settings.Name, settings.Directory, aside);
            }

            copies = settings.Copies is { } store ? RunCopies.Open(store, settings) : null;

            log = BatchLog.Open(settings.Directory, out IReadOnlyList<BatchEntry> entries, out long cut);
            if (cut > 0)
            {
                RecoveryMessages.LogCut(settings.Logger, BatchLog.FileName, cut);
            }

            recovery = new Recovery(settings, held, log, copies);
            recovery._store.RemoveUnfinished();
            restored = recovery.Find(entries);
            return recovery;
        }
        catch
        {
            recovery?._writer.Dispose();
            recovery?.Received.Dispose();
            copies?.Dispose();
            log?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Gives operators what they remembered, or lets them begin anew.</summary>
    /// <param name="operators">What has state, each under a name of its own.</param>
    /// <exception cref="InvalidOperationException">The checkpoint is of another graph.</exception>
    /// <exception cref="NotSupportedException">A type cannot be stored.</exception>
    public void Attach(IReadOnlyList<Recoverable> operators)
    {
        _operators = operators;
        foreach (Recoverable step in operators)
        {
            step.Bind(_settings.Codecs);
        }

        if (_chain.Count > 0)
        {
            FormerRun.ThrowIfAnother(_chain[^1].Header, _settings, operators);
        }

        CheckpointRestore.Run(_chain, operators);
        _restoredFrom = [.. _chain.Select(static read => (read.Path, read.Header))];
        _chain = []; // its sections are let go of
    }

    /// <summary>A new run begins.</summary>
    /// <param name="zero">Its zero time.</param>
    /// <param name="start">The moment it starts.</param>
    public void Begin(BatchTime zero, BatchTime start)
    {
        _zero = zero.Milliseconds;
        _lastTaken = _zero;
        _log.Append(new BatchEntry(BatchEvent.Open, start.Milliseconds, _zero, _run, Interval: _settings.IntervalMilliseconds));
        _log.Sync();
        _copies?.Begin(_log, []);
    }

    /// <summary>A run goes on, before its first batch: in the store of copies it is ours from now on.</summary>
    /// <exception cref="CheckpointTakenOverException">It is another's.</exception>
    /// <exception cref="IOException">The store does not answer.</exception>
    public void GoOn() => _copies?.Begin(_log, _restoredFrom);

    /// <summary>A batch is about to run; returns when that is on disk, or will be soon enough.</summary>
    public void BatchBegins(BatchTime time, IReadOnlyDictionary<string, IReadOnlyList<SourceRange>> ranges, Executor executor)
    {
#if HOTSTREAM_TWIN
        if (Twin.RunsBeforeLog)
        {
            _log.Note(new BatchEntry(BatchEvent.Begun, time.Milliseconds, Ranges: ranges));
            return;
        }
#endif
        Received.Note(time.Milliseconds, ranges);
        Note(new BatchEntry(BatchEvent.Begun, time.Milliseconds, Ranges: ranges));
#if HOTSTREAM_TWIN
        if (Twin.CommitsBeforeOutputs)
        {
            _log.Note(new BatchEntry(BatchEvent.Committed, time.Milliseconds));
        }
#endif
        if (_settings.LogSyncInterval == TimeSpan.Zero || _settings.Clock.GetElapsedTime(_syncedAt) >= _settings.LogSyncInterval)
        {
            _disk.Until(() => Received.Sync(executor)); // first: a batch in the log has its records
            _disk.Until(_log.Sync);
            _copies?.Write(_log); // last: the directory has what the store has
            _syncedAt = _settings.Clock.GetTimestamp();
        }
        else
        {
            _disk.Until(_log.Write);
        }
    }

    /// <summary>
    /// What was received and in no batch is a batch now, behind those that run again. The last of these may have been done, and is not
    /// while its outputs run once more: with a batch behind it in the log, nobody would run it a third time.
    /// </summary>
    /// <param name="before">The batch before it, where its outputs run again; else null.</param>
    /// <param name="tail">The batch.</param>
    /// <param name="executor">Whose workers sync.</param>
    public void TailBegins(LoggedBatch? before, LoggedBatch tail, Executor executor)
    {
        if (before is not null)
        {
            Note(new BatchEntry(BatchEvent.Begun, before.Time.Milliseconds, Ranges: before.Ranges));
        }

        BatchBegins(tail.Time, tail.Ranges, executor);
    }

    /// <summary>Time of the newest checkpoint before which nothing will be asked for again.</summary>
    public long Forgotten => _forgotten;

    /// <summary>Whether another process goes on with the run, so that this one must not.</summary>
    public bool IsTakenOver => _copies is { IsTakenOver: true };

    /// <summary>A batch has run.</summary>
    public void NoteEnd(BatchTime time, bool succeeded, IReadOnlyDictionary<string, string>? kept)
    {
        _kept = kept;
        Note(new BatchEntry(succeeded ? BatchEvent.Committed : BatchEvent.Failed, time.Milliseconds, Kept: kept));
    }

    /// <summary>
    /// A batch has succeeded; if a checkpoint is due, one is taken, as far as no batch waits for it, and written beside the next batches.
    /// </summary>
    /// <param name="time">The batch.</param>
    /// <param name="executor">The workers.</param>
    /// <param name="isBatchDue">Whether a batch waits.</param>
    public void TakeIfDue(BatchTime time, Executor executor, Func<bool> isBatchDue)
    {
        if (_writer.IsIdle)
        {
            ForgetReceived();
        }

        if (_room.IsTight || _hasSpares)
        {
            _room.Look();
        }

        if (_capture is not null || (time.Milliseconds - _lastTaken >= _settings.CheckpointMilliseconds && _writer.IsIdle))
        {
            Take(time, executor, isBatchDue);
        }
    }

    /// <summary>The context was stopped gracefully: nothing of the last batch is left to do.</summary>
    /// <param name="last">The last batch.</param>
    /// <param name="executor">The workers.</param>
    /// <param name="longest">How long a store of copies may be waited for.</param>
    public void Close(BatchTime last, Executor executor, TimeSpan longest)
    {
        _copies?.GiveUpAfter(longest);
        _writer.AwaitIdle();
        if (last.Milliseconds > _lastTaken)
        {
            Take(last, executor, static () => false);
        }

        Note(new BatchEntry(BatchEvent.Closed, last.Milliseconds));
        _log.Sync();
        if (_copies is not null)
        {
            _writer.AwaitIdle(); // the last checkpoint is listed then
            _copies.Close(_log);
        }
    }

    public void Dispose()
    {
        _capture?.Abandon();
        _copies?.GiveUpAfter(TimeSpan.Zero);
        _writer.Dispose();
        _copies?.Dispose();
        ForgetReceived();
        Received.Dispose();
        _log.Dispose();
        _lock.Dispose();
    }

    /// <summary>
    /// Takes a checkpoint, or goes on with it. What fails, a codec of the user's or the disk, is reported and fails no batch: its outputs
    /// are done.
    /// </summary>
    private void Take(BatchTime time, Executor executor, Func<bool> isBatchDue)
    {
        bool isWhole = _capture?.IsWhole ?? (_needsWhole || _increments >= IncrementsMax || _bytesSince > _bytesOfWhole);
        try
        {
            _capture ??= new CheckpointCapture(_operators, time, isWhole, _settings.CaptureRows);
            while (!_capture.Step(executor))
            {
                if (isBatchDue())
                {
                    return; // the rest after it
                }
            }

            IReadOnlyList<CheckpointPart> parts = _capture.Finish(time, executor);
            _log.Sync(); // that this batch is done is known to whoever finds the checkpoint
            if (_log.IsLong)
            {
                _log.Shorten(Math.Min(_store.OldestWhole() ?? _zero, _copies is null ? long.MaxValue : _copies.Oldest ?? _zero));
            }

            CheckpointHeader header = HeaderOf(time, isWhole);
            _lastTaken = header.Time;
            _increments = isWhole ? 0 : _increments + 1;
            _needsWhole = false;
            _capture = null;
            _writer.Write(header, parts);
        }
        catch (Exception failure)
        {
            _capture?.Abandon();
            _capture = null;
            Failed(time.Milliseconds, failure);
        }
    }

    private CheckpointHeader HeaderOf(BatchTime time, bool isWhole)
    {
        var header = new CheckpointHeader(CheckpointHeader.CurrentFormat, _settings.Name, _run, _settings.IntervalMilliseconds, _zero,
            time.Milliseconds, isWhole ? null : _lastTaken, _settings.Clock.GetUtcNow(),
            [.. _operators.Select(step => new CheckpointOperator(step.Name, step.Kind, step.Partitions, step.IsNamed))],
            Received.EndsOf(time.Milliseconds), _kept);
#if HOTSTREAM_TWIN
        header = header with { Time = header.Time + (Twin.SaysOneMore ? _settings.IntervalMilliseconds : 0) };
#endif
        return header;
    }

    /// <summary>Removes what two checkpoints have: the newer of them may be damaged later. Nothing is being written.</summary>
    private void ForgetReceived()
    {
        if (_store.SecondNewest is { } before && before > _forgotten && (_copies is null || _copies.SecondNewest is not null))
        {
            before = Math.Min(before, _copies?.SecondNewest ?? before);
            _forgotten = Math.Max(_forgotten, before);
            Received.Forget(_forgotten);
            _hasSpares = Received.SpareBytes > 0;
        }
    }

    private void Written(CheckpointHeader header, long bytes, TimeSpan took)
    {
        _bytesOfWhole = header.Base is null ? bytes : _bytesOfWhole;
        _bytesSince = header.Base is null ? 0 : _bytesSince + bytes;
        RecoveryMessages.Written(_settings.Logger, CheckpointFile.NameOf(header.Time), bytes, took.TotalMilliseconds);
        if (_copies?.TryCopy(header, Path.Combine(_settings.Directory, CheckpointFile.NameOf(header.Time))) == false)
        {
            _needsWhole = true;
        }
    }

    private void Note(BatchEntry entry)
    {
        _log.Note(entry);
        _copies?.Note(entry);
    }

    private void Failed(long time, Exception failure)
    {
        Received.LetGo(); // the disk may be full
        _needsWhole = true; // what changed since the one before is not on disk, and nobody has it any more
        RecoveryMessages.WriteFailed(_settings.Logger, _settings.Directory, CheckpointFile.NameOf(time), failure);
    }

    private RestoredRun? Find(IReadOnlyList<BatchEntry> entries)
    {
        List<LoggedBatch> batches = FormerRun.BatchesOf(entries);
        bool isClosed = entries is [.., { Event: BatchEvent.Closed }];
#if HOTSTREAM_TWIN
        isClosed |= Twin.CommitsBeforeOutputs;
#endif
        IReadOnlyList<ReadCheckpoint> chain = _chain = _store.ReadNewest(text => RecoveryMessages.Damaged(_settings.Logger, text));
        BatchEntry? open = entries.FirstOrDefault(entry => entry.Event == BatchEvent.Open);
        Dictionary<string, IReadOnlyList<SourceRange>> tail = Received.TakeIn(batches,
            chain is [.., ReadCheckpoint newest] ? newest.Header : null);
        if (open is null && chain.Count == 0)
        {
            return null;
        }

        _zero = open?.Zero ?? chain[^1].Header.Zero;
        _run = open?.Run ?? chain[^1].Header.Run;
        long time = chain.Count > 0 ? chain[^1].Header.Time : _zero;
        FormerRun.ThrowIfLeftOut(open, time, _settings);
        if (chain.Count == 0)
        {
            FormerRun.ThrowIfOtherInterval(open, _settings);
        }

        _lastTaken = time;
        LoggedBatch[] again = [.. batches.Where(batch => batch.Time.Milliseconds > time)];
        if (again.Length > 0 && !isClosed)
        {
            again[^1] = again[^1] with { Outcome = BatchEvent.Begun }; // perhaps not done: once more, as in Spark
        }

        long keptAt = time;
        _kept = chain is [.., { Header.Kept: var ofCheckpoint }] ? ofCheckpoint : null;
        long before = Array.Find(again, static batch => batch.Outcome == BatchEvent.Begun)?.Time.Milliseconds
            ?? long.MaxValue; // that one counts again
        foreach (BatchEntry ended in entries.Where(entry => entry.Kept is not null && entry.Time > time && entry.Time < before))
        {
            _kept = ended.Kept;
            keptAt = Math.Max(keptAt, ended.Time);
        }

        var last = new BatchTime(batches.Count > 0 ? Math.Max(time, batches[^1].Time.Milliseconds) : time);
        LoggedBatch? left = null;
        if (tail.Count > 0)
        {
            last = new BatchTime(last.Milliseconds + _settings.IntervalMilliseconds);
            left = new LoggedBatch(last, tail, BatchEvent.Begun);
            again = [.. again, left];
        }

        return new RestoredRun(_run, new BatchTime(_zero), new BatchTime(open?.Time ?? _zero), new BatchTime(time), last, again, left,
            _kept, new BatchTime(keptAt));
    }
}
