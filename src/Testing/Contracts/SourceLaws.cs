using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Testing;

/// <summary>The laws of a source: what it gave in two lives with a crash between, and what it gives when ranges are read again.</summary>
internal sealed class SourceLaws<T>(SourceUnderTest<T> source)
{
    private const int LongRangesMax = 50;

    private readonly LawBook _book = new();
    private readonly SortedDictionary<BatchTime, List<string[]>> _seen = []; // each time a batch ran
    private readonly SortedDictionary<BatchTime, IReadOnlyList<SourceRange>> _ranges = [];

    public ContractReport Try()
    {
        string? failure = Observe();
        _book.Try(SourceContract.Says, () => failure ?? Silent());
        string? blind = Silent() is null && failure is null ? null : "the source does not say what it reads";
        blind ??= _seen.Values.All(static runs => runs[0].Length == 0) ? "no batch had a record" : null;
        Dictionary<string, SourceRange[]> byPartition = _ranges.Values.SelectMany(static ranges => ranges)
            .GroupBy(static range => range.Partition).ToDictionary(static ranges => ranges.Key, static ranges => ranges.ToArray());
        string? oneRange = byPartition.Values.Any(static ranges => ranges.Length > 1) ? null
            : "no partition was read in more than one batch";
        _book.Try(SourceContract.Joins, () => byPartition.Values.Select(Gap).FirstOrDefault(static gap => gap is not null),
            blind ?? oneRange);
        _book.Try(SourceContract.Same, () => ReadTwice(isExtra: false), blind);
        _book.Try(SourceContract.Beyond, () => ReadTwice(isExtra: true), blind);
        _book.Try(SourceContract.Ordered, InOrder, blind);
        _book.Try(SourceContract.Split, () => byPartition.Values.Select(SplitDifference).FirstOrDefault(static wrong => wrong is not null),
            blind ?? oneRange);
        _book.Try(SourceContract.Empty, () => EmptyRanges(byPartition), blind);
        _book.Try(SourceContract.Restart, Restarted, blind);
        _book.Try(SourceContract.Whole, () => LawBook.DifferenceInAnyOrder(
            source.Expected!.Select(static record => RecordText.Format(record)), _seen.Values.SelectMany(static runs => runs[^1])),
            source.Expected is null ? "nobody said what records there are" : null);
        return _book.Report;
    }

    private static string? Gap(SourceRange[] ranges)
    {
        for (int i = 1; i < ranges.Length; i++)
        {
            if (ranges[i].From != ranges[i - 1].To)
            {
                return $"partition {ranges[i].Partition} was read up to {ranges[i - 1].To}, then from {ranges[i].From}";
            }
        }

        return null;
    }

    /// <summary>Two lives with a crash between them.</summary>
    /// <returns>What failed.</returns>
    private string? Observe()
    {
        using var run = new CrashRun(Watch, new CrashOptions
        {
            Batches = source.Batches,
            BeforeBatch = source.Feed,
            With = source.With,
            CheckpointInterval = TimeSpan.FromSeconds(1),
        });
        try
        {
            run.LiveUntil(CrashMoment.AfterOutputs, source.Batches / 2);
            run.Live(source.Batches - run.Batches, graceful: true);
            return null;
        }
        catch (BatchFailedException failure)
        {
            return failure.Message;
        }
    }

    private void Watch(StreamingContext context)
    {
        InputDStream<T> input = Input(context);
        input.Map(static record => RecordText.Format(record)).ForeachBatch((batch, time) =>
        {
            (_seen.TryGetValue(time, out List<string[]>? runs) ? runs : _seen[time] = []).Add([.. batch.ToList()]);
            if (input.LastRanges is { } ranges)
            {
                _ranges.TryAdd(time, ranges);
            }
        });
    }

    private InputDStream<T> Input(StreamingContext context) => source.Open(context) as InputDStream<T>
        ?? throw new ArgumentException("Open gives a stream that is no input: what a receiver takes has no ranges, and a stream behind "
            + "an input (Map, Filter) does not know them. Give the input itself.");

    private string? Silent()
    {
        BatchTime[] silent = [.. _seen.Keys.Where(time => !_ranges.ContainsKey(time))];
        return silent is [var first, ..] ? $"the batch of {first} does not" : null;
    }

    /// <summary>What each batch of ranges gives, in a context that knows nothing else.</summary>
    private string[][] Again(params IReadOnlyList<SourceRange>[] batches)
    {
        var clock = new ManualClock();
        var options = new StreamingOptions { TimeProvider = clock, Partitions = 2, LoggerFactory = NullLoggerFactory.Instance };
        source.With?.Invoke(options);
        using var context = new StreamingContext("source contract", TimeSpan.FromSeconds(1), options);
        InputDStream<T> input = Input(context);
        input.Replay(batches);
        var read = new List<string[]>();
        input.Map(static record => RecordText.Format(record)).ForeachBatch(batch => read.Add([.. batch.ToList()]));
        context.Start();
        foreach (IReadOnlyList<SourceRange> _ in batches)
        {
            clock.AdvanceAndWait(TimeSpan.FromSeconds(1));
        }

        context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        return [.. read];
    }

    /// <summary>Reads all ranges again, two times: too much is one law, anything else another.</summary>
    private string? ReadTwice(bool isExtra)
    {
        IReadOnlyList<SourceRange>[] batches = [.. _ranges.Values];
        string[][] once = Again(batches);
        string[][] twice = Again(batches);
        for (int i = 0; i < batches.Length; i++)
        {
            string[] first = _seen[_ranges.Keys.ElementAt(i)][0];
            foreach (string[] again in (string[][])[once[i], twice[i]])
            {
                bool hasMore = again.Length > first.Length && LawBook.IsSubsequence(first, again);
                if (LawBook.Difference(first, again) is { } wrong && hasMore == isExtra)
                {
                    return $"{Text(batches[i])}: {wrong}";
                }
            }
        }

        return null;
    }

    private string? InOrder()
    {
        foreach ((BatchTime time, IReadOnlyList<SourceRange> ranges) in _ranges)
        {
            string[] whole = _seen[time][0];
            string[][] parts = Again([.. ranges.Select(static range => (IReadOnlyList<SourceRange>)[range])]);
            for (int i = 0; i < ranges.Count; i++)
            {
                if (parts[i].Length <= whole.Length && !LawBook.IsSubsequence(parts[i], whole))
                {
                    return $"{Text([ranges[i]])} gives {LawBook.Text(parts[i])}, its batch {LawBook.Text(whole)}";
                }
            }
        }

        return null;
    }

    private string? SplitDifference(SourceRange[] ranges)
    {
        string[][] parts = Again([.. ranges.Select(static range => (IReadOnlyList<SourceRange>)[range])]);
        (int From, int To)[] all = [.. Enumerable.Range(0, ranges.Length).SelectMany(from =>
            Enumerable.Range(from + 1, ranges.Length - from - 1).Select(to => (from, to))).Take(LongRangesMax)];
        SourceRange[] merged = [.. all.Select(range => ranges[range.From] with { To = ranges[range.To].To })];
        string[][] whole = Again([.. merged.Select(static range => (IReadOnlyList<SourceRange>)[range])]);
        for (int i = 0; i < all.Length; i++)
        {
            string[] together = [.. parts[all[i].From..(all[i].To + 1)].SelectMany(static part => part)];
            if (LawBook.Difference(together, whole[i]) is { } wrong)
            {
                return $"{Text([merged[i]])}, which was read in {all[i].To - all[i].From + 1} parts: {wrong}";
            }
        }

        return null;
    }

    private string? EmptyRanges(Dictionary<string, SourceRange[]> byPartition)
    {
        SourceRange[] empty = [.. byPartition.Values.Select(static ranges => ranges[^1] with { From = ranges[^1].To })];
        string[][] read = Again([.. empty.Select(static range => (IReadOnlyList<SourceRange>)[range])]);
        return Enumerable.Range(0, empty.Length).Where(i => read[i].Length > 0)
            .Select(i => $"{Text([empty[i]])} gives {LawBook.Text(read[i])}").FirstOrDefault();
    }

    private string? Restarted()
    {
        (BatchTime time, List<string[]> runs) = _seen.FirstOrDefault(static batch => batch.Value.Count > 1);
        if (runs is null)
        {
            return "it did not come again";
        }

        SourceRange[] read = [.. _ranges.Values.SelectMany(static ranges => ranges).Where(static range => range.From != range.To)];
        SourceRange? twice = read.GroupBy(static range => (range.Partition, range.From))
            .FirstOrDefault(static same => same.Count() > 1)?.First();
        return LawBook.Difference(runs[0], runs[1]) is { } wrong ? $"the batch of {time}: {wrong}"
            : twice is null ? null : $"{Text([twice])} begins where an earlier range began";
    }

    private static string Text(IReadOnlyList<SourceRange> ranges) =>
        string.Join(", ", ranges.Take(3).Select(static range => $"{range.Partition} from {range.From} to {range.To}"))
        + (ranges.Count > 3 ? $" and {ranges.Count - 3} more" : "");
}
