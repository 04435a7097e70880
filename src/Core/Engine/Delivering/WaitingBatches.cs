using System.Globalization;

namespace HotStream;

/// <summary>
/// The batches that wait for a sink, in the order of their times, in memory or in a directory, a file each. Law: what was added is there
/// until it is removed; in a directory that is kept it is on the disk when adding returns, and is known again as long as it may be run
/// again. One thread adds, one takes.
/// </summary>
internal sealed class WaitingBatches : IDisposable
{
    private const string Suffix = ".batch";
    private const string DoneSuffix = ".done";

    private readonly object _gate = new(); // a monitor: it is waited on
    private readonly SortedDictionary<long, (long Bytes, long Records, WaitingBatch? Held)> _waiting = [];
    private readonly string? _directory;
    private readonly string _kind;
    private readonly bool _isKept;
    private readonly long _bytesMax;
    private long _bytes;
    private string? _done; // the batch delivered last
    private bool _isClosed;

    /// <param name="kind">What the records are.</param>
    /// <param name="bytesMax">How much may wait.</param>
    /// <param name="directory">Where; null for memory.</param>
    /// <param name="isKept">Whether the directory's files outlive the process.</param>
    public WaitingBatches(string kind, long bytesMax, string? directory, bool isKept)
    {
        (_kind, _bytesMax, _directory, _isKept) = (kind, bytesMax, directory, isKept);
        if (directory is not null)
        {
            Directory.CreateDirectory(directory);
            DurableDirectory.Sync(Path.GetDirectoryName(Path.GetFullPath(directory))!);
            Find(directory);
        }
    }

    /// <summary>Whether what waits outlives the process.</summary>
    public bool IsKept => _isKept;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Bytes of those that wait.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether a batch was added before: it waits, or was the last one that was delivered.</summary>
    public bool Has(BatchTime time)
    {
        lock (_gate)
        {
            return _waiting.ContainsKey(time.Milliseconds) || (_isKept && _done == PathOf(time.Milliseconds, DoneSuffix));
        }
    }

    /// <summary>Whether there is room for a batch; one finds room when none waits.</summary>
    public bool HasRoom(long bytes)
    {
        lock (_gate)
        {
            return _waiting.Count == 0 || _bytes + bytes <= _bytesMax;
        }
    }

    /// <summary>Waits for room.</summary>
    /// <param name="bytes">Of the batch.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">There was none.</exception>
    public void AwaitRoom(long bytes, CancellationToken stop)
    {
        using CancellationTokenRegistration stopping = stop.UnsafeRegister(static gate => Wake(gate!), _gate);
        lock (_gate)
        {
            while (!HasRoom(bytes))
            {
                stop.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Adds a batch.</summary>
    /// <exception cref="IOException">The disk refused, and nothing was added.</exception>
    public void Add(WaitingBatch batch)
    {
        long time = batch.Time.Milliseconds;
        if (_directory is not null)
        {
            string temporary = PathOf(time, ".new");
            batch.WriteTo(temporary, _kind, _isKept);
            File.Move(temporary, PathOf(time, Suffix), overwrite: true);
            if (_isKept)
            {
                DurableDirectory.Sync(_directory);
            }
        }

        lock (_gate)
        {
            Put(time, batch.Bytes, batch.Records, _directory is null ? batch : null);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for a batch, which stays; null when there will be none.</summary>
    public (BatchTime Time, long Records)? Await()
    {
        lock (_gate)
        {
            while (!_isClosed && _waiting.Count == 0)
            {
                Monitor.Wait(_gate);
            }

            return _isClosed ? null : (new BatchTime(_waiting.First().Key), _waiting.First().Value.Records);
        }
    }

    /// <summary>The records of a batch that waits.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public WaitingBatch Read(BatchTime time)
    {
        lock (_gate)
        {
            if (_waiting[time.Milliseconds].Held is { } held)
            {
                return held;
            }
        }

        return WaitingBatch.ReadFrom(PathOf(time.Milliseconds, Suffix), time, _kind);
    }

    /// <summary>A batch waits no longer.</summary>
    public void Remove(BatchTime time)
    {
        if (_directory is not null)
        {
            string path = PathOf(time.Milliseconds, Suffix);
            string? before = _done;
            if (_isKept && File.Exists(path))
            {
                _done = PathOf(time.Milliseconds, DoneSuffix);
                File.Move(path, _done, overwrite: true); // not synced: at worst the sink gets it once more
                path = before ?? path;
            }

            File.Delete(path);
        }

        lock (_gate)
        {
            _bytes -= _waiting[time.Milliseconds].Bytes;
            _waiting.Remove(time.Milliseconds);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until none waits; false when time ran out.</summary>
    public bool AwaitEmpty(TimeSpan timeout)
    {
        long until = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        lock (_gate)
        {
            while (_waiting.Count > 0 && until - Environment.TickCount64 is > 0 and var left)
            {
                Monitor.Wait(_gate, (int)Math.Min(left, int.MaxValue));
            }

            return _waiting.Count == 0;
        }
    }

    /// <summary>Whoever waits for a batch gets none.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    public void Dispose()
    {
        Close();
        if (_directory is not null && !_isKept)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private static void Wake(object gate)
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }

    private string PathOf(long time, string suffix) =>
        Path.Combine(_directory ?? string.Empty, time.ToString("D19", CultureInfo.InvariantCulture) + suffix);

    /// <summary>What an earlier life left.</summary>
    private void Find(string directory)
    {
        foreach (string path in Directory.GetFiles(directory))
        {
            bool isTime = long.TryParse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture, out long time);
            switch (Path.GetExtension(path))
            {
                case Suffix when isTime:
                    Put(time, new FileInfo(path).Length, records: -1, held: null);
                    break;
                case DoneSuffix when isTime && (_done is null || string.CompareOrdinal(_done, path) < 0):
                    _done = path;
                    break;
                case ".new":
                    File.Delete(path);
                    break;
            }
        }
    }

    private void Put(long time, long bytes, long records, WaitingBatch? held)
    {
        _waiting[time] = (bytes, records, held);
        _bytes += bytes;
    }
}
