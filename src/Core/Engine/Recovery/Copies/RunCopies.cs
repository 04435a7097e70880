using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace HotStream;

/// <summary>
/// The copies of a run: a log of objects with numbers, each created only where none of that number is, and the checkpoints they list.
/// Law: what a batch reads is in an object before its outputs run, so that another machine runs it again with the same ranges; and whoever
/// finds that the next number is another's has been taken over, and runs no output any more. Called on the driver, unless said otherwise.
/// </summary>
internal sealed class RunCopies : IDisposable
{
    private const int ObjectsMax = 100; // then one that is whole, so that a start reads few

    private readonly CheckpointCopies _copies;
    private readonly RecoverySettings _settings;
    private readonly CopyWait _wait;
    private readonly CopyUpload _upload;
    private readonly string _owner = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly string _host =
        string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}, process {Environment.ProcessId}");
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Lock _gate = new(); // about _there
    private readonly ConcurrentQueue<string> _unneeded = []; // nothing that counts lists them any more
    private readonly List<BatchEntry> _noted = [];
    private IReadOnlyList<CopiedCheckpoint> _there; // whole, oldest first
    private (long? Before, long? Newest) _certain;  // of those that this life restored or copied: as in CheckpointStore
    private (long? Before, long? Newest) _certainWholes;
    private IReadOnlyList<CopiedCheckpoint> _listed; // by the newest object
    private (CopyObject Object, byte[] Bytes)? _unanswered; // an object of which nobody knows whether it is there
    private CopyHeader? _newest;
    private BatchEntry? _openOfChain; // for a directory that has lost its log
    private long _number; // of the newest object
    private long _whole;  // of the newest that is whole, of this life
    private long _oldest = 1; // number of the oldest object that is not to be removed
    private long? _previous;
    private bool _isTakenOver;

    private RunCopies(CheckpointCopies copies, RecoverySettings settings, CopyWait wait)
    {
        (_copies, _settings, _wait) = (copies, settings, wait);
        _upload = new CopyUpload(copies, wait, settings, _owner);
        _there = _listed = [];
    }

    /// <summary>Whether another process goes on with the query.</summary>
    public bool IsTakenOver => _isTakenOver;

    /// <summary>Time of the checkpoint before the newest that a restart can begin with for certain; null when there is none.</summary>
    public long? SecondNewest { get; private set; }

    /// <summary>Time of the oldest checkpoint in the store; null when there is none.</summary>
    public long? Oldest => _listed is [CopiedCheckpoint first, ..] ? first.Time : null;

    /// <summary>
    /// Looks what the store has, and brings the directory up to it. Nothing that counts is written before <see cref="Begin"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The store replaces what is there, or has another query.</exception>
    /// <exception cref="InvalidDataException">Nothing of it can be read.</exception>
    /// <exception cref="IOException">It does not answer.</exception>
    public static RunCopies Open(CheckpointCopies copies, RecoverySettings settings)
    {
        var wait = new CopyWait(copies, settings);
        var run = new RunCopies(copies, settings, wait);
        try
        {
            run.TryCreateOnly();
            CopiedRun stored = CopiedRun.Read(copies, wait, settings);
            CopyFetch.Run(copies, wait, stored, settings);
            run._number = stored.Last;
            run._oldest = stored.First;
            run._newest = stored.Newest;
            run._there = run._listed = stored.Newest?.Checkpoints ?? [];
            foreach (long number in stored.Before)
            {
                run._unneeded.Enqueue(CopyNames.OfLog(number));
            }

            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>
    /// This life owns the run from now on: the next number is its own, or it does not begin. What it goes on from is in the store then.
    /// </summary>
    /// <param name="log">The log of the directory, synced.</param>
    /// <param name="chain">The checkpoints it goes on from, a whole one first; empty when there is none.</param>
    /// <exception cref="CheckpointTakenOverException">Another process has written meanwhile.</exception>
    /// <exception cref="IOException">The store does not answer.</exception>
    public void Begin(BatchLog log, IReadOnlyList<(string Path, CheckpointHeader Header)> chain)
    {
        foreach ((string path, CheckpointHeader header) in chain.Where(one => !_there.Any(copied => copied.Time == one.Header.Time)))
        {
            Add(_upload.Run(header, path, _copies.RetryFor, _settings.Stop));
        }

        if (chain is [(_, CheckpointHeader whole), ..])
        {
            _certain.Newest ??= chain[^1].Header.Time;
            _openOfChain = new BatchEntry(BatchEvent.Open, whole.Zero, whole.Zero, whole.Run, LeftOut: chain[^1].Header.Time,
                Interval: whole.Interval);
            _certainWholes.Newest ??= whole.Time;
        }

        IReadOnlyList<string> before = Ask(stop => _copies.ListAsync(CopyNames.Pieces, stop));
        Put(log, isWhole: true, _copies.RetryFor, _settings.Stop);
        foreach (string name in before.Except(_listed.SelectMany(static copied => copied.Pieces())))
        {
            _unneeded.Enqueue(name); // nobody can list it any more
        }
    }

    /// <summary>An entry of the log of the directory.</summary>
    public void Note(BatchEntry entry) => _noted.Add(entry);

    /// <summary>What was noted is in the store when this returns; the log of the directory is synced.</summary>
    /// <param name="log">That log.</param>
    /// <exception cref="CheckpointTakenOverException">Another process goes on with the query.</exception>
    /// <exception cref="IOException">The context was stopped, and the store has not answered until then.</exception>
    public void Write(BatchLog log) => Put(log, isWhole: _number - _whole >= ObjectsMax, patience: null, _settings.Stop);

    /// <summary>A checkpoint is on disk; copies it. The thread that writes checkpoints.</summary>
    /// <returns>False when it is not in the store: then the next must be whole.</returns>
    public bool TryCopy(CheckpointHeader header, string path)
    {
        try
        {
            if (header.Base is { } since && !There().Any(copied => copied.Time == since))
            {
                throw new IOException("The checkpoint before it is not there.");
            }

            Add(_upload.Run(header, path, patience: null, _giveUp.Token));
            var names = new List<string>();
            while (_unneeded.TryDequeue(out string? name))
            {
                names.Add(name);
            }

            _upload.Remove(names, _giveUp.Token);
            return true;
        }
        catch (Exception failure)
        {
            CopyMessages.NotCopied(_settings.Logger, CheckpointFile.NameOf(header.Time), _copies.Name, PlainText.Of(failure.Message));
            return false;
        }
    }

    /// <summary>The context ends: what is being copied may take so long.</summary>
    public void GiveUpAfter(TimeSpan time) => _giveUp.CancelAfter(time < TimeSpan.Zero ? TimeSpan.Zero : time);

    /// <summary>The context was stopped gracefully, and the log of the directory says so.</summary>
    public void Close(BatchLog log)
    {
        try
        {
            Put(log, isWhole: false, patience: null, _giveUp.Token);
        }
        catch (Exception failure)
        {
            CopyMessages.EndNotCopied(_settings.Logger, _settings.Name, _settings.Directory, _copies.Name, PlainText.Of(failure.Message));
        }
    }

    public void Dispose() => _giveUp.Dispose();

    /// <summary>A store that does not know create-only writes would let two owners write one number.</summary>
    private void TryCreateOnly()
    {
        string name = CopyNames.OfTrial(_owner);
        Ask(stop => _copies.CreateAsync(name, "1"u8.ToArray(), stop)); // false after an answer that was lost
        bool isSecond = Ask(stop => _copies.CreateAsync(name, "2"u8.ToArray(), stop));
        byte[]? read = Ask(stop => _copies.ReadAsync(name, stop));
        _upload.Remove([name], _settings.Stop);
        if (isSecond || read is not [(byte)'1'])
        {
            throw new InvalidOperationException(
                $"{_copies.Name} cannot keep the checkpoint copies of context {_settings.Name}: it does not refuse to create {name}, which "
                + "is there, or does not give back what was written. Two processes could not be kept apart there; use a server that "
                + "knows create-only writes (If-None-Match: *).");
        }
    }

    private T Ask<T>(Func<CancellationToken, Task<T>> ask) => _wait.Until(ask, _copies.RetryFor, _settings.Stop);

    private IReadOnlyList<CopiedCheckpoint> There()
    {
        lock (_gate)
        {
            return _there;
        }
    }

    /// <summary>A checkpoint is in the store; those go that no restart could need.</summary>
    private void Add(CopiedCheckpoint copied)
    {
        lock (_gate)
        {
            _certain = (_certain.Newest, copied.Time);
            _certainWholes = copied.Base is null ? (_certainWholes.Newest, copied.Time) : _certainWholes;
            _there = [.. _there.Where(one => !(one.Time < _certainWholes.Before) && one.Time != copied.Time), copied];
        }
    }

    private void Put(BatchLog log, bool isWhole, TimeSpan? patience, CancellationToken stop)
    {
        if (_isTakenOver)
        {
            throw new CheckpointTakenOverException($"Context {_settings.Name} was taken over and runs no batch any more.");
        }

        if (_unanswered is not null)
        {
            Settle(patience, stop); // of an attempt that was given up
        }

        IReadOnlyList<CopiedCheckpoint> there;
        long? secondNewest;
        lock (_gate)
        {
            (there, secondNewest) = (_there, _certain.Before);
        }

        CopyObject made = Make(log, isWhole, there);
        _noted.Clear();
        _unanswered = (made, made.ToBytes());
        Settle(patience, stop);
        SecondNewest = secondNewest;
    }

    private CopyObject Make(BatchLog log, bool isWhole, IReadOnlyList<CopiedCheckpoint> there)
    {
        IReadOnlyList<BatchEntry> entries = [.. _noted];
        BatchEntry? open = _newest?.Open;
        if (isWhole)
        {
            long floor = there is [CopiedCheckpoint first, ..] ? first.Time : long.MinValue;
            IReadOnlyList<BatchEntry> all = log.ReadBack();
            open = all.FirstOrDefault(static entry => entry.Event == BatchEvent.Open) ?? open ?? _openOfChain!;
            open = floor > (open.LeftOut ?? long.MinValue) ? open with { LeftOut = floor } : open;
            entries = [.. all.Where(entry => entry.Event != BatchEvent.Open && entry.Time > floor)];
            _previous ??= all.LastOrDefault(static entry => entry.Event == BatchEvent.Begun)?.Time;
        }

        return new CopyObject(new CopyHeader(CopyHeader.CurrentFormat, _number + 1, _owner, _host, _settings.Clock.GetUtcNow(),
            entries.Count, isWhole, _previous, open!, there), entries);
    }

    /// <summary>The object that was made is in the store when this returns.</summary>
    private void Settle(TimeSpan? patience, CancellationToken stop)
    {
        (CopyObject made, byte[] bytes) = _unanswered!.Value;
        string name = CopyNames.OfLog(made.Header.Number);
        if (!_wait.Until(cancel => _copies.CreateAsync(name, bytes, cancel), patience, stop))
        {
            ThrowUnlessOurs(name, bytes, patience, stop);
        }

        _unanswered = null;
        _number = made.Header.Number;
        _newest = made.Header;
        _previous = made.Entries.LastOrDefault(static entry => entry.Event == BatchEvent.Begun)?.Time ?? _previous;
        Listed(made.Header);
    }

    /// <summary>What the newest object does not list, and objects before the one that was whole before, can go.</summary>
    private void Listed(CopyHeader header)
    {
        if (header.IsWhole)
        {
            for (; _oldest < _whole; _oldest++)
            {
                _unneeded.Enqueue(CopyNames.OfLog(_oldest));
            }

            _whole = header.Number;
        }

        if (!ReferenceEquals(_listed, header.Checkpoints))
        {
            foreach (CopiedCheckpoint gone in _listed.Except(header.Checkpoints))
            {
                foreach (string piece in gone.Pieces())
                {
                    _unneeded.Enqueue(piece);
                }
            }

            _listed = header.Checkpoints;
        }
    }

    private void ThrowUnlessOurs(string name, byte[] bytes, TimeSpan? patience, CancellationToken stop)
    {
        byte[]? there = _wait.Until(cancel => _copies.ReadAsync(name, cancel), patience, stop);
        if (there.AsSpan().SequenceEqual(bytes))
        {
            return; // the answer to it was lost
        }

        _isTakenOver = true;
        CopyHeader? other = there is null ? null : CopyObject.TryRead(there)?.Header;
        string who = other is null ? "something else than this context"
            : $"another process ({PlainText.Of(other.Host)}, owner {PlainText.Of(other.Owner)}, {other.Created:u})";
        throw new CheckpointTakenOverException(
            $"{name} in {_copies.Name} was written by {who}: it goes on with the query of context {_settings.Name} (owner {_owner}), which "
            + "stops here, before an output of the batch has run. Let one process at a time run it; to have it here again, stop the other "
            + "one and start this one.");
    }
}
