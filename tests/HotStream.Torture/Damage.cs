namespace HotStream.Torture;

/// <summary>
/// What a crash or a disk may leave, done to the files of a program that is not running. Only what the engine promises to survive: the last
/// write of the log cut off while nothing was done after it, the newest checkpoint damaged, files half written under other names.
/// </summary>
internal sealed class Damage(string root, Random random)
{
    private readonly List<string> _reported = [];

    /// <summary>What the next life must report: names of files that were damaged since the last call.</summary>
    public IReadOnlyList<string> TakeReported()
    {
        string[] reported = [.. _reported];
        _reported.Clear();
        return reported;
    }

    private string Log => Path.Combine(Shape.Checkpoints(root), BatchLog.FileName);

    /// <summary>Does one thing or none.</summary>
    /// <returns>What was done; null for nothing.</returns>
    public string? DoSomething() => random.Next(11) switch
    {
        0 or 1 => TearLog(),
        2 or 3 => DamageNewest(),
        4 => LeaveHalfWritten(),
        5 => Both(TearLog(), DamageNewest()),
        6 => LeaveHalfReceived(),
        _ => null,
    };

    private static string? Both(string? first, string? second) => first is null || second is null ? first ?? second : $"{first}, {second}";

    /// <summary>
    /// Cuts the last write off, if nothing of the batch that it says has begun was done; else leaves the beginning of a next write.
    /// </summary>
    private string? TearLog()
    {
        byte[] log = File.Exists(Log) ? File.ReadAllBytes(Log) : [];
        (int start, int end, BatchEntry? last) = FindLast(log);
        if (last is null)
        {
            return null;
        }

        if (last.Event == BatchEvent.Begun && !new BatchFiles(root).Has(Shape.Lines, last.Time) && random.Next(3) > 0)
        {
            int cut = random.Next(start, end);
            File.WriteAllBytes(Log, log[..cut]);
            _reported.AddRange(cut > start ? [BatchLog.FileName] : []);
            return "log's last write cut off";
        }

        _reported.Add(BatchLog.FileName);
        File.WriteAllBytes(Log, [.. log[..end], .. log[start..random.Next(start + 1, end)]]);
        return "log with half a write";
    }

    private static (int Start, int End, BatchEntry? Last) FindLast(byte[] log)
    {
        IReadOnlyList<BatchEntry> entries = BatchLog.ReadAll(log, out int length);
        int start = 0;
        for (int next = 0; next < length; next += Frame.TryRead(log.AsSpan(next), out _))
        {
            start = next;
        }

        return (start, length, entries.Count > 0 ? entries[^1] : null);
    }

    /// <summary>Changes a byte of the newest checkpoint, or cuts it off somewhere; the one before and the log must do.</summary>
    private string? DamageNewest()
    {
        string? newest = Directory.Exists(Shape.Checkpoints(root))
            ? Directory.EnumerateFiles(Shape.Checkpoints(root), "*" + CheckpointFile.Extension).Max(StringComparer.Ordinal) : null;
        if (newest is null)
        {
            return null;
        }

        _reported.Add(Path.GetFileName(newest));
        byte[] bytes = File.ReadAllBytes(newest);
        int at = random.Next(bytes.Length);
        if (random.Next(2) == 0)
        {
            bytes[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(newest, bytes);
            return "bit of the newest checkpoint changed";
        }

        File.WriteAllBytes(newest, bytes[..at]);
        return "newest checkpoint cut off";
    }

    /// <summary>The beginning of a next write of what a receiver took.</summary>
    private string? LeaveHalfReceived()
    {
        string directory = Path.Combine(Shape.Checkpoints(root), ReceivedLog.DirectoryName);
        ReceivedSegment? newest = Directory.Exists(directory)
            ? ReceivedSegment.In(directory).MaxBy(segment => File.GetLastWriteTimeUtc(segment.Path)) : null;
        if (newest is null)
        {
            return null;
        }

        byte[] garbage = new byte[random.Next(1, 500)];
        random.NextBytes(garbage);
        int end = newest.Frames().Last().Offset;
        using FileStream file = File.OpenWrite(newest.Path);
        file.Seek(end, SeekOrigin.Begin);
        file.Write(garbage);
        return "received log with half a write";
    }

    private string? LeaveHalfWritten()
    {
        if (!Directory.Exists(Shape.Checkpoints(root)))
        {
            return null;
        }

        byte[] garbage = new byte[random.Next(1, 5000)];
        random.NextBytes(garbage);
        File.WriteAllBytes(Path.Combine(Shape.Checkpoints(root), CheckpointFile.NameOf(random.NextInt64(1L << 42)) + ".new"), garbage);
        File.WriteAllBytes(Log + ".new", garbage);
        File.WriteAllBytes(Path.Combine(Shape.In(root), ".half-" + random.Next(1000)), garbage);
        return "half-written files";
    }
}
