namespace HotStream;

/// <summary>
/// A start: which is newer, the directory or the store, and if it is the store, into the directory with it. Law: the directory is as
/// new when it knows every batch that the store knows, with the ranges it has there; it is written first, so it is, unless it is empty,
/// damaged, or another machine has gone on meanwhile.
/// </summary>
internal static class CopyFetch
{
    /// <summary>Brings a directory up to what the store has.</summary>
    /// <param name="copies">The store.</param>
    /// <param name="wait">Asks it.</param>
    /// <param name="run">What the store has.</param>
    /// <param name="settings">Whom it serves.</param>
    /// <exception cref="InvalidOperationException">They are of two queries.</exception>
    /// <exception cref="IOException">The store does not answer, or the directory cannot be written.</exception>
    public static void Run(CheckpointCopies copies, CopyWait wait, CopiedRun run, RecoverySettings settings)
    {
        if (run.Open is not { } open)
        {
            return; // nothing is there
        }

        string path = Path.Combine(settings.Directory, BatchLog.FileName);
        IReadOnlyList<BatchEntry> local = File.Exists(path) ? BatchLog.ReadAll(File.ReadAllBytes(path), out _) : [];
        BatchEntry? localOpen = local.FirstOrDefault(static entry => entry.Event == BatchEvent.Open);
        if (localOpen?.Run is { } other && other != open.Run)
        {
            throw new InvalidOperationException(
                $"Context {settings.Name} has query {other} in {settings.Directory}, and {copies.Name} has the copies of query {open.Run}. "
                + "Each query needs a directory and an address of its own: correct one of them, or empty the one that is not wanted.");
        }

        if (localOpen is not null && Knows(local, localOpen.LeftOut ?? long.MinValue, run.Entries))
        {
            CopyMessages.DirectoryIsNewer(settings.Logger, settings.Name, settings.Directory, copies.Name);
            return;
        }

        string? aside = FormerRun.MoveAside(settings);
        (int count, long bytes) = FetchCheckpoints(copies, wait, run.Newest!.Checkpoints, settings);
        using (BatchLog log = BatchLog.Open(settings.Directory, out _, out _))
        {
            log.Note(open);
            foreach (BatchEntry entry in run.Entries)
            {
                log.Note(entry);
            }

            log.Sync();
        }

        CopyMessages.StoreIsNewer(settings.Logger, settings.Name, copies.Name, run.LastBatch, settings.Directory,
            aside is null ? "is empty" : $"does not have all of that; what was there is in {aside} now", count, bytes);
    }

    /// <summary>Whether a log has the batches of another one, as they are there.</summary>
    private static bool Knows(IReadOnlyList<BatchEntry> log, long leftOut, IReadOnlyList<BatchEntry> other)
    {
        var known = new Dictionary<long, BatchEntry>();
        foreach (BatchEntry entry in log.Where(static entry => entry.Event == BatchEvent.Begun))
        {
            known[entry.Time] = entry;
        }

        return other.Where(entry => entry.Event == BatchEvent.Begun && entry.Time > leftOut)
            .All(entry => known.TryGetValue(entry.Time, out BatchEntry? same) && HasSame(same.Ranges, entry.Ranges));
    }

    private static bool HasSame(IReadOnlyDictionary<string, IReadOnlyList<SourceRange>>? one,
        IReadOnlyDictionary<string, IReadOnlyList<SourceRange>>? other) =>
        (one?.Count ?? 0) == (other?.Count ?? 0)
        && (one is null || one.All(input => other!.TryGetValue(input.Key, out IReadOnlyList<SourceRange>? ranges)
            && input.Value.SequenceEqual(ranges)));

    /// <summary>The newest chain, as far as it can be read; when not even its beginning can, the one before.</summary>
    private static (int Count, long Bytes) FetchCheckpoints(CheckpointCopies copies, CopyWait wait,
        IReadOnlyList<CopiedCheckpoint> checkpoints, RecoverySettings settings)
    {
        int count = 0;
        long bytes = 0;
        for (int end = checkpoints.Count; end > 0 && count == 0;)
        {
            int start = end - 1;
            while (start > 0 && checkpoints[start].Base is not null)
            {
                start--;
            }

            for (int i = start; i < end && TryFetch(copies, wait, checkpoints[i], settings); i++)
            {
                count++;
                bytes += checkpoints[i].Bytes;
            }

            end = start;
        }

        return (count, bytes);
    }

    private static bool TryFetch(CheckpointCopies copies, CopyWait wait, CopiedCheckpoint checkpoint, RecoverySettings settings)
    {
        string path = Path.Combine(settings.Directory, CheckpointFile.NameOf(checkpoint.Time));
        string temporary = Path.ChangeExtension(path, null) + CheckpointFile.Unfinished;
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            foreach ((string name, uint sum) in checkpoint.Pieces().Zip(checkpoint.Sums))
            {
                byte[]? piece = wait.Until(stop => copies.ReadAsync(name, stop), copies.RetryFor, settings.Stop);
                if (piece is null || Crc32C.Of(piece) != sum)
                {
                    CopyMessages.Damaged(settings.Logger, $"{name} of {copies.Name} is {(piece is null ? "gone" : "damaged")}: "
                        + $"checkpoint {CheckpointFile.NameOf(checkpoint.Time)} is passed over; an older one and the batches after it are "
                        + "used instead.");
                    return false;
                }

                file.Write(piece);
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        DurableDirectory.Sync(settings.Directory);
        return true;
    }
}
