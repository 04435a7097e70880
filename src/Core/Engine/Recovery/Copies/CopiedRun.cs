namespace HotStream;

/// <summary>
/// What a store says of a run: read backwards from its newest object to one that is whole. Objects that are damaged or gone are reported;
/// entries before one count for nothing, unless it is the last: then the log ends before it, as one whose last write a crash cut off.
/// </summary>
internal sealed class CopiedRun
{
    private const int AtOnce = 16;

    private CopiedRun(IReadOnlyList<long> numbers, long first, CopyHeader? newest, long? leftOut, IReadOnlyList<BatchEntry> entries)
    {
        (First, Newest, LeftOut, Entries) = (first, newest, leftOut, entries);
        Last = numbers.Count > 0 ? numbers[^1] : 0;
        Before = [.. numbers.Where(number => number < first)];
    }

    /// <summary>Number of the oldest object that says something; 1 when there is none.</summary>
    public long First { get; }

    /// <summary>Number of the newest object; 0 when there is none.</summary>
    public long Last { get; }

    /// <summary>Numbers of objects that are there, and that nobody needs.</summary>
    public IReadOnlyList<long> Before { get; }

    /// <summary>Header of the newest object that can be read; null when there is none.</summary>
    public CopyHeader? Newest { get; }

    /// <summary>The entries there are, in order, without the one that begins the log.</summary>
    public IReadOnlyList<BatchEntry> Entries { get; }

    /// <summary>The entry that begins the log; null when there is none.</summary>
    public BatchEntry? Open => Newest?.Open is { } open ? open with { LeftOut = LeftOut } : null;

    /// <summary>The last batch there is, or the moment of the start.</summary>
    public BatchTime LastBatch => new(Entries.LastOrDefault(static entry => entry.Event == BatchEvent.Begun)?.Time
        ?? Newest!.Previous ?? Newest.Open.Zero ?? 0);

    private long? LeftOut { get; }

    /// <summary>Reads what is there.</summary>
    /// <param name="copies">The store.</param>
    /// <param name="wait">Asks it.</param>
    /// <param name="settings">Whom it serves.</param>
    /// <exception cref="InvalidDataException">There is a log, and nothing of it can be read.</exception>
    /// <exception cref="IOException">The store does not answer.</exception>
    public static CopiedRun Read(CheckpointCopies copies, CopyWait wait, RecoverySettings settings)
    {
        long[] numbers = [.. wait.Until(stop => copies.ListAsync(CopyNames.Log, stop), copies.RetryFor, settings.Stop)
            .Select(CopyNames.NumberOf).OfType<long>().Order()];
        var read = new Dictionary<long, CopyObject?>();
        for (int end = numbers.Length; end > 0 && !read.Values.Any(static one => one is { Header.IsWhole: true }); end -= AtOnce)
        {
            long[] some = numbers[Math.Max(0, end - AtOnce)..end];
            byte[]?[] contents = wait.Until(
                stop => Task.WhenAll(some.Select(number => copies.ReadAsync(CopyNames.OfLog(number), stop))),
                copies.RetryFor, settings.Stop);
            for (int i = 0; i < some.Length; i++)
            {
                CopyObject? one = contents[i] is { } bytes ? CopyObject.TryRead(bytes) : null;
                read[some[i]] = one?.Header.Number == some[i] ? one : null;
            }
        }

        return numbers.Length == 0 ? new CopiedRun(numbers, first: 1, null, null, []) : Assemble(numbers, read, copies.Name, settings);
    }

    private static CopiedRun Assemble(long[] numbers, Dictionary<long, CopyObject?> read, string store, RecoverySettings settings)
    {
        long last = numbers[^1];
        CopyHeader? newest = null;
        long? leftOut = null;
        var entries = new List<BatchEntry>();
        bool isGap = true;
        long first = read.Values.OfType<CopyObject>().Where(static one => one.Header.IsWhole)
            .Select(static one => one.Header.Number).DefaultIfEmpty(read.Keys.Min()).Max();
        for (long number = first; number <= last; number++)
        {
            if (read.GetValueOrDefault(number) is not { } one)
            {
                CopyMessages.Damaged(settings.Logger, $"{CopyNames.OfLog(number)} of {store} is "
                    + $"{(read.ContainsKey(number) ? "damaged" : "gone")}: what it says of batches is not known. "
                    + (number == last ? "The log ends before it." : "Only a checkpoint of a later batch can be gone on from."));
                isGap = true;
                continue;
            }

            if (one.Header.IsWhole || isGap)
            {
                entries.Clear();
                leftOut = one.Header.IsWhole ? one.Header.Open.LeftOut : Later(one.Header.Open.LeftOut, one.Header.Previous);
            }

            isGap = false;
            newest = one.Header;
            entries.AddRange(one.Entries.Where(static entry => entry.Event != BatchEvent.Open));
        }

        return newest is not null ? new CopiedRun(numbers, first, newest, leftOut, entries) : throw new InvalidDataException(
            $"Nothing of the log in {store} can be read. Bring its objects back from an older version of them, or begin anew under another "
            + "address.");
    }

    private static long? Later(long? one, long? other) => one is null || other > one ? other : one;
}
