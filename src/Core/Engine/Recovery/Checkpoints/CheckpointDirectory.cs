namespace HotStream;

/// <summary>
/// What is in a checkpoint directory, for people and tools: read without a context, while one runs too. The
/// files: docs/checkpoint-format.md.
/// </summary>
public sealed class CheckpointDirectory
{
    private CheckpointDirectory(string path, IReadOnlyList<CheckpointInfo> checkpoints, IReadOnlyList<LoggedBatch> batches, long logBytes,
        long damagedLogBytes)
    {
        ReceivedSegment[] received = [.. ReceivedSegment.In(System.IO.Path.Combine(path, ReceivedLog.DirectoryName))];
        ReceivedFiles = received.Length;
        ReceivedBytes = received.Sum(static segment => new FileInfo(segment.Path) is { Exists: true } file ? file.Length : 0);
        Path = path;
        Checkpoints = checkpoints;
        LastGood = checkpoints.LastOrDefault(IsGood);
        LogBytes = logBytes;
        DamagedLogBytes = damagedLogBytes;
        LoggedBatches = batches.Count;
        FirstBatch = batches.Count > 0 ? batches[0].Time : null;
        LastBatch = batches.Count > 0 ? batches[^1].Time : null;
        IsLastBatchDone = batches.Count > 0 && batches[^1].Outcome == BatchEvent.Committed;
        FailedBatches = batches.Count(batch => batch.Outcome == BatchEvent.Failed);
        BatchesToRunAgain = batches.Count(batch => LastGood is not { } last || batch.Time > last.Time);
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>Its checkpoints, oldest first.</summary>
    public IReadOnlyList<CheckpointInfo> Checkpoints { get; }

    /// <summary>
    /// The checkpoint that a restart would go on from: the newest that can be read with all it needs; null when there is none.
    /// </summary>
    public CheckpointInfo? LastGood { get; }

    /// <summary>Length of the log of batches.</summary>
    public long LogBytes { get; }

    /// <summary>Bytes at the log's end that are no entries: a write that a crash cut off, or damage.</summary>
    public long DamagedLogBytes { get; }

    /// <summary>Files of the write-ahead log: what receivers took and not all checkpoints have.</summary>
    public int ReceivedFiles { get; }

    /// <summary>Length of these files.</summary>
    public long ReceivedBytes { get; }

    /// <summary>Batches in the log.</summary>
    public int LoggedBatches { get; }

    /// <summary>The first of them.</summary>
    public BatchTime? FirstBatch { get; }

    /// <summary>The last of them.</summary>
    public BatchTime? LastBatch { get; }

    /// <summary>Whether the log says that the last one's outputs were done.</summary>
    public bool IsLastBatchDone { get; }

    /// <summary>Batches in the log that failed while the context went on.</summary>
    public int FailedBatches { get; }

    /// <summary>Batches that a restart would run again, for their state at least.</summary>
    public int BatchesToRunAgain { get; }

    /// <summary>Whether everything can be read.</summary>
    public bool IsWhole => DamagedLogBytes == 0 && Checkpoints.All(checkpoint => checkpoint.Damage is null);

    /// <summary>Reads everything in a directory and checks every sum.</summary>
    /// <param name="path">The directory.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">We may not.</exception>
    public static CheckpointDirectory Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string log = System.IO.Path.Combine(path, BatchLog.FileName);
        byte[] bytes = File.Exists(log) ? File.ReadAllBytes(log) : [];
        IReadOnlyList<BatchEntry> entries = BatchLog.ReadAll(bytes, out int length);
        return new CheckpointDirectory(path, [.. new CheckpointStore(path).Times().Select(time => Inspect(path, time))],
            FormerRun.BatchesOf(entries), bytes.Length, bytes.Length - length);
    }

    /// <summary>
    /// Moves what cannot be read aside, into a directory <c>damaged</c> within; nothing is removed. A context must not run meanwhile.
    /// </summary>
    /// <returns>What was moved.</returns>
    /// <exception cref="InvalidOperationException">A context uses the directory.</exception>
    public IReadOnlyList<string> MoveDamagedAside()
    {
        using RecoveryLock held = RecoveryLock.Take(Path);
        var moved = new List<string>();
        string aside = System.IO.Path.Combine(Path, "damaged");
        foreach (CheckpointInfo damaged in Checkpoints.Where(checkpoint => checkpoint.Damage is not null))
        {
            Directory.CreateDirectory(aside);
            moved.Add(damaged.Path);
            File.Move(damaged.Path, System.IO.Path.Combine(aside, System.IO.Path.GetFileName(damaged.Path)), overwrite: true);
        }

        if (DamagedLogBytes > 0)
        {
            Directory.CreateDirectory(aside);
            string log = System.IO.Path.Combine(Path, BatchLog.FileName);
            moved.Add(log);
            File.Copy(log, System.IO.Path.Combine(aside, BatchLog.FileName), overwrite: true); // whole; its good beginning stays
            BatchLog.Open(Path, out _, out _).Dispose();
        }

        DurableDirectory.Sync(Path);
        return moved;
    }

    private static CheckpointInfo Inspect(string directory, long time)
    {
        string path = System.IO.Path.Combine(directory, CheckpointFile.NameOf(time));
        long length = new FileInfo(path).Length;
        try
        {
            ReadCheckpoint read = CheckpointFile.Read(path);
            long[] bytes = new long[read.Header.Operators.Count];
            foreach (ReadSection section in read.Sections)
            {
                bytes[section.Operator] += section.Stored.Length;
            }

            return new CheckpointInfo(path, length, new BatchTime(time), read.Header.Base is { } since ? new BatchTime(since) : null,
                read.Header.Created, read.Header.Context,
                [.. read.Header.Operators.Select((step, i) => new CheckpointOperatorInfo(step.Name, step.Kind, step.Partitions, bytes[i]))],
                Damage: null);
        }
        catch (InvalidDataException damage)
        {
            return new CheckpointInfo(path, length, new BatchTime(time), null, null, null, [], damage.Message);
        }
    }

    private bool IsGood(CheckpointInfo checkpoint) => checkpoint.Damage is null
        && (checkpoint.Base is not { } since
            || Checkpoints.Any(other => other.Time == since && other.Time < checkpoint.Time && IsGood(other)));
}
