using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Testing;

/// <summary>The laws of an output, each tried with records of its own.</summary>
internal sealed class SinkLaws<T>(SinkUnderTest<T> sink)
{
    private const int RecordsOfALaw = 10_000;
    private const int MoreThanABlock = 600; // so that a writer has taken some when the batch fails

    private static readonly TimeSpan s_away = TimeSpan.FromMilliseconds(300);

    private readonly LawBook _book = new();
    private int _law;

    public ContractReport Try()
    {
        TryStored();
        TryTwice();
        TryPoison();
        TryFailed();
        TryAway();
        TryOrder();
        TryKeys();
        return _book.Report;
    }

    /// <summary>Records of the law that is tried: batch by batch, each with so many.</summary>
    private T[][] Batches(params int[] lengths)
    {
        int next = _law++ * RecordsOfALaw;
        return [.. lengths.Select(length => Enumerable.Range(0, length).Select(_ => sink.Record(next++)).ToArray())];
    }

    private List<T> StoredOf(IEnumerable<T> written)
    {
        var wanted = new HashSet<T>(written);
        return [.. sink.Stored().Where(wanted.Contains)];
    }

    private static IEnumerable<T> LastOfKeys(IEnumerable<T> records, Func<T, object> key) =>
        records.GroupBy(key).Select(static same => same.Last());

    private static List<string> Texts(IEnumerable<T> records) => [.. records.Select(static record => RecordText.Format(record))];

    /// <summary>What is missing, or there more often than it may be.</summary>
    private string? Wrong(IEnumerable<T> written, bool mayRepeat)
    {
        T[] expected = [.. written];
        List<T> stored = StoredOf(expected);
        if (sink.Key is { } key)
        {
            return LawBook.DifferenceInAnyOrder(Texts(LastOfKeys(expected, key)), Texts(LastOfKeys(stored, key)));
        }

        return LawBook.DifferenceInAnyOrder(Texts(expected), Texts(mayRepeat ? stored.Distinct() : stored));
    }

    private void TryStored()
    {
        T[][] batches = Batches(5, 0, 7);
        T[] all = [.. batches.SelectMany(static batch => batch)];
        string? before = null;
        string? after = null;
        string? failure = null;
        try
        {
            var clock = new ManualClock();
            using StreamingContext context = Build(clock, batches, partitions: 2);
            context.Start();
            clock.AdvanceAndWait(TimeSpan.FromSeconds(batches.Length));
            context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
            before = Wrong(all, mayRepeat: false);
            context.Stop(graceful: true);
            after = Wrong(all, mayRepeat: false);
        }
        catch (Exception thrown)
        {
            failure = $"{thrown.GetType().Name}: {thrown.Message}";
        }

        _book.Try(SinkContract.Stored, () => failure ?? before);
        _book.Try(SinkContract.Disposed, () => failure ?? after);
    }

    private void TryTwice() => _book.Try(sink.AtLeastOnce ? SinkContract.AtLeastOnce : SinkContract.Twice, () =>
    {
        T[][] batches = Batches(4, 6, 3);
        using CrashRun run = Begin(batches);
        run.LiveUntil(CrashMoment.AfterOutputs, 2);
        run.Live(1, graceful: true);
        return Wrong(batches.SelectMany(static batch => batch), sink.AtLeastOnce);
    });

    private void TryPoison() => _book.Try(SinkContract.Poison, () =>
    {
        T[][] batches = Batches(4, 2);
        var letters = new System.Collections.Concurrent.ConcurrentQueue<DeadLetter>();
        T[] first = [batches[0][0], .. sink.Poison, .. batches[0][1..]];
        using CrashRun run = Begin([first, batches[1]], options => options.DeadLetters = letters.Enqueue, partitions: 1);
        run.Live(2, graceful: true);
        return Wrong(batches.SelectMany(static batch => batch), mayRepeat: false)
            ?? (letters.Count == sink.Poison.Count ? null : $"{letters.Count} dead letters came for {sink.Poison.Count} such records")
            ?? (letters.Any(static letter => letter.Length == 0) ? "a dead letter is without its record" : null);
    }, sink.Poison.Count == 0 ? "nobody said which records it cannot take" : null);

    /// <summary>The batch fails in its midst, of something else than the sink.</summary>
    private void TryFailed() => _book.Try(SinkContract.Failed, () =>
    {
        T[][] batches = Batches(3, MoreThanABlock, 2);
        bool fails = true;
        T last = batches[1][^1];
        using var run = new CrashRun(context => sink.Write(new ReplayableSource<T>(batches).Open(context).Map(record =>
            fails && EqualityComparer<T>.Default.Equals(record, last) ? throw new InvalidOperationException("made to fail") : record)),
            Options());
        try
        {
            run.Live(2);
        }
        catch (BatchFailedException)
        {
            fails = false; // as was to be
        }

        run.Live(1, graceful: true);
        return Wrong(batches.SelectMany(static batch => batch), sink.AtLeastOnce);
    });

    private void TryAway() => _book.Try(SinkContract.Away, () =>
    {
        T[][] batches = Batches(3, 5, 2);
        Task repaired = Task.CompletedTask;
        using var run = new CrashRun(context => sink.Write(new ReplayableSource<T>(batches).Open(context)), Options(before: batch =>
        {
            if (batch == 2)
            {
                sink.Break!();
                repaired = Task.Delay(s_away, TimeProvider.System).ContinueWith(_ => sink.Repair!(), TaskScheduler.Default);
            }
        }));
        try
        {
            run.Live(batches.Length, graceful: true);
        }
        catch (BatchFailedException)
        {
            repaired.GetAwaiter().GetResult(); // a sink may give up: the batch comes again
            run.Live(batches.Length - run.Batches, graceful: true);
        }

        repaired.GetAwaiter().GetResult();
        return Wrong(batches.SelectMany(static batch => batch), sink.AtLeastOnce);
    }, sink.Break is null || sink.Repair is null ? "nobody said how to break the target" : null);

    private void TryOrder() => _book.Try(SinkContract.Ordered, () =>
    {
        T[][] batches = Batches(700, 30);
        using CrashRun run = Begin(batches, partitions: 1);
        run.Live(2, graceful: true);
        T[] written = [.. batches.SelectMany(static batch => batch)];
        return LawBook.Difference(Texts(written), Texts(StoredOf(written)));
    }, sink.KeepsOrder && sink.Key is null ? null : sink.Key is null ? "the target shows no order" : "it is a sink with keys");

    private void TryKeys() => _book.Try(SinkContract.Keyed, () =>
    {
        T[][] batches = Batches(90, 90);
        using CrashRun run = Begin(batches, partitions: 3);
        run.Live(2, graceful: true);
        T[] written = [.. batches.SelectMany(static batch => batch)];
        return Wrong(written, sink.AtLeastOnce);
    }, sink.Key is null ? "it is a sink without keys" : null);

    private StreamingContext Build(ManualClock clock, T[][] batches, int partitions)
    {
        var options = new StreamingOptions { TimeProvider = clock, Partitions = partitions, LoggerFactory = NullLoggerFactory.Instance };
        sink.With?.Invoke(options);
        var context = new StreamingContext("sink contract", TimeSpan.FromSeconds(1), options);
        sink.Write(new ReplayableSource<T>(batches).Open(context));
        return context;
    }

    private CrashRun Begin(T[][] batches, Action<StreamingOptions>? with = null, int partitions = 2) =>
        new(context => sink.Write(new ReplayableSource<T>(batches).Open(context)), Options(with, partitions));

    private CrashOptions Options(Action<StreamingOptions>? with = null, int partitions = 2, Action<int>? before = null) => new()
    {
        Partitions = partitions,
        CheckpointInterval = TimeSpan.FromHours(1), // all batches come again
        BeforeBatch = before,
        With = options =>
        {
            sink.With?.Invoke(options);
            with?.Invoke(options);
        },
    };
}
