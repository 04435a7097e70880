namespace HotStream;

/// <summary>
/// The checkpoints of a directory: one that is whole, then some with what changed, then one that is whole again, and so on. The newest
/// chain that can be read, from a whole one on, is what a restart begins with; the chain before it is kept as well, in case a disk damages
/// the newest. One writer at a time.
/// </summary>
internal sealed class CheckpointStore(string directory)
{
    private readonly HashSet<long> _damaged = []; // times of those that could not be read, when they were
    private (long? Before, long? Newest) _certain; // times a restart can begin with for certain: read, or written, by this process
    private (long? Before, long? Newest) _certainWholes;

    /// <summary>Times of the checkpoints there are, oldest first.</summary>
    public IReadOnlyList<long> Times() => [.. Directory.EnumerateFiles(directory, "*" + CheckpointFile.Extension)
        .Select(path => CheckpointFile.TimeOf(Path.GetFileName(path))).OfType<long>().Order()];

    /// <summary>
    /// The checkpoint before the newest, of those that were read or written by this process: what only older ones need can go, since one
    /// may be damaged later. A file that an earlier life could not read counts for nothing. Null when there is none.
    /// </summary>
    public long? SecondNewest => _certain.Before;

    /// <summary>Removes what was being written when an earlier life ended.</summary>
    public void RemoveUnfinished()
    {
        foreach (string path in Directory.EnumerateFiles(directory, "*" + CheckpointFile.Unfinished))
        {
            File.Delete(path);
        }
    }

    /// <summary>Time of the oldest checkpoint that a restart could begin with; null when there is none.</summary>
    public long? OldestWhole() => Times().Where(IsWhole).Select(static time => (long?)time).FirstOrDefault();

    /// <summary>
    /// The newest chain of checkpoints that can be read, a whole one first; empty when there is none. What had
    /// to be passed over is reported.
    /// </summary>
    /// <param name="report">Takes a sentence for each file that is damaged.</param>
    public IReadOnlyList<ReadCheckpoint> ReadNewest(Action<string> report)
    {
        var read = new Dictionary<long, ReadCheckpoint?>();
        IReadOnlyList<long> times = Times();
        for (int i = times.Count - 1; i >= 0; i--)
        {
            if (Chain(times[i], read, report) is { } chain)
            {
                _certain.Newest = times[i];
                _certainWholes.Newest = chain[0].Header.Time;
                return chain;
            }
        }

        return [];
    }

    /// <summary>Writes a checkpoint, and removes those that no restart could need.</summary>
    /// <param name="header">What it says of itself.</param>
    /// <param name="parts">What was written, by operator and partition.</param>
    /// <param name="pause">Called after each section; null to go on at once.</param>
    /// <returns>Bytes written.</returns>
    public long Write(CheckpointHeader header, IReadOnlyList<CheckpointPart> parts, Action? pause = null)
    {
        long bytes = CheckpointFile.Write(directory, header, parts, pause);
        _certain = (_certain.Newest, header.Time);
        if (header.Base is null)
        {
            _certainWholes = (_certainWholes.Newest, header.Time);
            RemoveOld();
        }

        return bytes;
    }

    private List<ReadCheckpoint>? Chain(long time, Dictionary<long, ReadCheckpoint?> read, Action<string> report)
    {
        var chain = new List<ReadCheckpoint>();
        for (long? next = time; next is { } at;)
        {
            if (!read.TryGetValue(at, out ReadCheckpoint? checkpoint))
            {
                read[at] = checkpoint = TryRead(at, report);
            }

            if (checkpoint is null)
            {
                return null;
            }

            chain.Add(checkpoint);
            next = checkpoint.Header.Base < at ? checkpoint.Header.Base : null;
        }

        chain.Reverse();
        return chain[0].Header.Base is null ? chain : null;
    }

    private ReadCheckpoint? TryRead(long time, Action<string> report)
    {
        string path = Path.Combine(directory, CheckpointFile.NameOf(time));
        try
        {
            return CheckpointFile.Read(path);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            _damaged.Add(time);
            report($"{failure.Message} It is passed over; an older checkpoint and the batches after it are used instead.");
            return null;
        }
    }

    /// <summary>The newest chain stays, and the one before.</summary>
    private void RemoveOld()
    {
        foreach (long time in Times().Where(time => time < _certainWholes.Before))
        {
            File.Delete(Path.Combine(directory, CheckpointFile.NameOf(time)));
        }
    }

    private bool IsWhole(long time)
    {
        if (_damaged.Contains(time))
        {
            return false; // what is damaged counts for nothing
        }

        try
        {
            return CheckpointFile.ReadHeader(Path.Combine(directory, CheckpointFile.NameOf(time))).Base is null;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
