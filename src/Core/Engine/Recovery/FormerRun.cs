using System.Globalization;

namespace HotStream;

/// <summary>What an earlier life left in a checkpoint directory: read, compared with the present graph, or moved aside.</summary>
internal static class FormerRun
{
    /// <summary>Directory of batches that wait for slow sinks.</summary>
    public const string WaitingName = "waiting";

    private static readonly IReadOnlyDictionary<string, IReadOnlyList<SourceRange>> s_noRanges =
        new Dictionary<string, IReadOnlyList<SourceRange>>();

    /// <summary>The batches of a log, in the order of their times.</summary>
    public static List<LoggedBatch> BatchesOf(IReadOnlyList<BatchEntry> entries)
    {
        var batches = new SortedDictionary<long, LoggedBatch>();
        foreach (BatchEntry entry in entries)
        {
            if (entry.Event == BatchEvent.Begun)
            {
                batches[entry.Time] = new LoggedBatch(new BatchTime(entry.Time), entry.Ranges ?? s_noRanges, BatchEvent.Begun);
            }
            else if (entry.Event is BatchEvent.Committed or BatchEvent.Failed && batches.TryGetValue(entry.Time, out LoggedBatch? batch))
            {
                batches[entry.Time] = batch with { Outcome = entry.Event };
            }
        }

        return [.. batches.Values];
    }

    /// <summary>What is there goes into a directory within, whole, under the time of day.</summary>
    /// <returns>That directory; null when nothing was there.</returns>
    public static string? MoveAside(RecoverySettings settings)
    {
        string[] files = [.. Directory.EnumerateFiles(settings.Directory)
            .Where(path => Path.GetFileName(path) == BatchLog.FileName || CheckpointFile.TimeOf(Path.GetFileName(path)) is not null)];
        string[] directories = [.. new[] { ReceivedLog.DirectoryName, WaitingName }
            .Where(name => Directory.Exists(Path.Combine(settings.Directory, name)))];
        if (files.Length == 0 && directories.Length == 0)
        {
            return null;
        }

        string aside = Path.Combine(settings.Directory,
            settings.Clock.GetUtcNow().ToString("'before-'yyyyMMdd'-'HHmmss", CultureInfo.InvariantCulture));
        string unique = aside;
        for (int i = 2; Directory.Exists(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{aside}-{i}");
        }

        Directory.CreateDirectory(unique);
        foreach (string file in files)
        {
            File.Move(file, Path.Combine(unique, Path.GetFileName(file)));
        }

        foreach (string directory in directories)
        {
            Directory.Move(Path.Combine(settings.Directory, directory), Path.Combine(unique, directory));
        }

        DurableDirectory.Sync(settings.Directory);
        return unique;
    }

    /// <summary>Refuses to go on from a checkpoint, or from none, when batches after it are in no log any more.</summary>
    /// <param name="open">The entry that begins the log; null when it has none.</param>
    /// <param name="time">Of the newest checkpoint that can be read.</param>
    /// <param name="settings">Whom it serves.</param>
    /// <exception cref="InvalidDataException">State would be missing.</exception>
    public static void ThrowIfLeftOut(BatchEntry? open, long time, RecoverySettings settings)
    {
        if (open?.LeftOut is { } leftOut && leftOut > time)
        {
            throw new InvalidDataException(
                $"No checkpoint in {settings.Directory} of batch {new BatchTime(leftOut)} or later can be read, and the log holds no "
                + "batches up to that one: what streams remembered is lost. Bring the checkpoints back from a copy, or move the directory "
                + "away and begin anew.");
        }
    }

    /// <summary>Refuses a log of another interval: batches would have other numbers, which sinks know them by.</summary>
    /// <param name="open">The entry that begins the log; null when it has none.</param>
    /// <param name="settings">Whom it serves.</param>
    /// <exception cref="InvalidOperationException">The interval was another.</exception>
    public static void ThrowIfOtherInterval(BatchEntry? open, RecoverySettings settings)
    {
        if (open?.Interval is { } interval && interval != settings.IntervalMilliseconds)
        {
            throw new InvalidOperationException(
                $"The batches in {settings.Directory} have an interval of {interval} ms, and the context one of "
                + $"{settings.IntervalMilliseconds} ms. Run the program that wrote them, or begin anew in another directory.");
        }
    }

    /// <summary>Refuses a checkpoint of another graph, and says what is different.</summary>
    /// <exception cref="InvalidOperationException">It cannot be restored from.</exception>
    public static void ThrowIfAnother(CheckpointHeader header, RecoverySettings settings, IReadOnlyList<Recoverable> operators)
    {
        var differences = new List<string>();
        if (header.Interval != settings.IntervalMilliseconds)
        {
            differences.Add($"the batch interval was {header.Interval} ms and is {settings.IntervalMilliseconds} ms");
        }

        var present = operators.ToDictionary(step => step.Name);
        foreach (CheckpointOperator old in header.Operators)
        {
            if (!present.Remove(old.Name, out Recoverable? step))
            {
                if (!old.IsNamed)
                {
                    differences.Add($"{old.Name} ({old.Kind}) is gone");
                }
            }
            else if (step.Kind != old.Kind)
            {
                differences.Add($"{old.Name} was {old.Kind} and is {step.Kind}");
            }
            else if (step.Partitions != old.Partitions)
            {
                differences.Add($"{old.Name} had {old.Partitions} partitions and has {step.Partitions}");
            }
        }

        differences.AddRange(present.Values.Where(step => !step.IsNamed).Select(step => $"{step.Name} ({step.Kind}) is new"));
        if (differences.Count > 0)
        {
            throw new InvalidOperationException(
                $"The checkpoint in {settings.Directory} is of another graph: {string.Join("; ", differences)}. "
                + "Run the program that wrote it, "
                + "or begin anew in another directory. Operators that have a name of yours (Named) may be added and removed.");
        }
    }
}
