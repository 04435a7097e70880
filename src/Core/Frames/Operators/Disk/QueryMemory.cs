namespace HotStream;

/// <summary>
/// What one query holds for rows and groups that it keeps, and may hold. From three quarters of the limit on memory is tight: who rests
/// goes to disk, largest first, then whoever holds more than a share. Shares together are the last quarter, so that the limit is kept.
/// Safe from any thread.
/// </summary>
internal sealed class QueryMemory(long limit)
{
    private readonly Lock _spilling = new();
    private readonly List<IRested> _rested = [];
    private readonly long _tight = limit - (limit / 4);
    private long _held;
    private long _peak;
    private int _holders;

    /// <summary>Bytes that may be held.</summary>
    public long Limit => limit;

    /// <summary>Bytes held now.</summary>
    public long HeldBytes => Volatile.Read(ref _held);

    /// <summary>The most that were held at a time.</summary>
    public long PeakBytes => Volatile.Read(ref _peak);

    /// <summary>Fewer bytes more or less are not counted at once: a count is shared by all workers.</summary>
    public long Step { get; } = Math.Clamp(limit / 64, 1, 1 << 20);

    /// <summary>Bytes of rows that go to disk together and come back together.</summary>
    public int BlockBytes { get; } = (int)Math.Clamp(limit / 256, 1024, 64 * 1024);

    /// <summary>Files of rows in order that may be merged at a time: two blocks of each are in memory.</summary>
    public int RunsAtOnce => (int)Math.Clamp(limit / 4 / (2 * BlockBytes), 2, 64);

    /// <summary>Whether memory is not tight with so many bytes more.</summary>
    public bool IsAmple(long more) => HeldBytes <= _tight - more;

    /// <summary>What each of those that could go to disk may hold while memory is tight.</summary>
    public long Share => limit / 4 / Math.Max(1, Volatile.Read(ref _holders));

    /// <summary>Whether so many bytes more leave it as it should be, once all who rest are on disk if need be.</summary>
    public bool Fits(long bytes)
    {
        while (!IsAmple(bytes))
        {
            if (!SpillRested(1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds so many bytes if memory is not tight with them: two who ask at once do not both get the last of it.</summary>
    public bool TryAdd(long bytes)
    {
        long held = HeldBytes;
        while (held <= _tight - bytes)
        {
            long before = Interlocked.CompareExchange(ref _held, held + bytes, held);
            if (before == held)
            {
                RaisePeak(held + bytes);
                return true;
            }

            held = before;
        }

        return false;
    }

    /// <summary>Adds so many bytes, whatever is allowed.</summary>
    public void Add(long bytes) => RaisePeak(Interlocked.Add(ref _held, bytes));

    /// <summary>One more that could go to disk, or one fewer.</summary>
    public void AddHolder(int count) => Interlocked.Add(ref _holders, count);

    /// <summary>Refuses to hold more than is allowed.</summary>
    /// <exception cref="InsufficientMemoryException">It is more, and nobody can go to disk for it.</exception>
    public void Check(string what)
    {
        while (HeldBytes > limit)
        {
            if (!SpillRested(1))
            {
                throw new InsufficientMemoryException(
                    $"The query holds {Text(HeldBytes)}, the last of them for {what}, which cannot go to disk; it may hold {Text(limit)}. "
                    + "Raise SessionOptions.MemoryLimit, or read fewer rows or columns.");
            }
        }
    }

    /// <summary>It may be sent to disk from now on.</summary>
    public void Rest(IRested rested)
    {
        lock (_spilling)
        {
            _rested.Add(rested);
        }
    }

    /// <summary>It is about to be read: it is as it is, in memory or on disk.</summary>
    public void Wake(IRested rested)
    {
        lock (_spilling)
        {
            _rested.Remove(rested);
        }
    }

    /// <summary>Sends the largest of those who rest to disk; false when none has so many bytes.</summary>
    public bool SpillRested(long least)
    {
        lock (_spilling) // while one writes, others wait: the disk is one
        {
            IRested? largest = _rested.MaxBy(rested => rested.Bytes);
            if (largest is null || largest.Bytes < Math.Max(1, least))
            {
                return false;
            }

            _rested.Remove(largest);
            largest.Spill();
            return true;
        }
    }

    private void RaisePeak(long held)
    {
        for (long peak = PeakBytes; held > peak; peak = PeakBytes)
        {
            Interlocked.CompareExchange(ref _peak, held, peak);
        }
    }

    private static string Text(long bytes) =>
        bytes >= 10 << 20 ? $"{bytes >> 20} MiB" : bytes >= 10 << 10 ? $"{bytes >> 10} KiB" : $"{bytes} bytes";
}
