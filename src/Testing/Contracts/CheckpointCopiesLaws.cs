using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Testing;

/// <summary>The laws of a store of checkpoint copies, each tried under a name of its own.</summary>
internal sealed class CheckpointCopiesLaws(CheckpointCopies copies, int objects)
{
    private const int Together = 8;
    private const int Large = (8 << 20) + 1; // as pieces of checkpoints, and a byte

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly LawBook _book = new();
    private readonly string _root = $"contract/{Guid.NewGuid():N}/";

    public ContractReport Try()
    {
        _book.Try(CheckpointCopiesContract.Unchanged, Unchanged);
        _book.Try(CheckpointCopiesContract.Absent, () => Wait(stop => copies.ReadAsync($"{_root}nobody", stop)) is null ? null
            : "something was read");
        _book.Try(CheckpointCopiesContract.Once, Once);
        _book.Try(CheckpointCopiesContract.Race, Race);
        _book.Try(CheckpointCopiesContract.Listed, Listed);
        _book.Try(CheckpointCopiesContract.Removed, Removed);
        _book.Try(CheckpointCopiesContract.Lost, Lost);
        _book.Try(CheckpointCopiesContract.TakenOver, TakenOver);
        RemoveAll();
        return _book.Report;
    }

    private static T Wait<T>(Func<CancellationToken, Task<T>> ask)
    {
        using var patience = new CancellationTokenSource(s_patience);
        return ask(patience.Token).GetAwaiter().GetResult();
    }

    private bool Create(string name, byte[] content) => Wait(stop => copies.CreateAsync(_root + name, content, stop));

    private byte[]? Read(string name) => Wait(stop => copies.ReadAsync(_root + name, stop));

    private List<string> List(string prefix) =>
        [.. Wait(stop => copies.ListAsync(_root + prefix, stop)).Select(name => name[_root.Length..]).Order(StringComparer.Ordinal)];

    private void Remove(string name) => Wait(async stop =>
    {
        await copies.DeleteAsync(_root + name, stop).ConfigureAwait(false);
        return true;
    });

    private string? Unchanged()
    {
        foreach (int length in (int[])[1, 1000, Large])
        {
            byte[] content = new byte[length];
            new Random(length).NextBytes(content);
            if (!Create($"back/{length}", content))
            {
                return $"an object of {length} bytes was not created, as if it were there";
            }

            if (!Read($"back/{length}").AsSpan().SequenceEqual(content))
            {
                return $"of an object of {length} bytes something else was read";
            }
        }

        return null;
    }

    private string? Once()
    {
        bool first = Create("once/000000000001", [1]);
        bool second = Create("once/000000000001", [2, 2]);
        byte[]? read = Read("once/000000000001");
        return !first ? "the first was not created" : second ? "the second was created over the first" : read is not [1]
            ? "the first was replaced" : null;
    }

    private string? Race()
    {
        bool[] created = Wait(stop => Task.WhenAll(Enumerable.Range(0, Together)
            .Select(i => copies.CreateAsync($"{_root}race/1", new[] { (byte)i }, stop))));
        byte[]? read = Read("race/1");
        int winners = created.Count(static one => one);
        return winners != 1 ? $"{winners} of {Together} hear that they created it"
            : read is [byte there] && created[there] ? null : "the object is none of the one that was created";
    }

    private string? Listed()
    {
        string[] names = [.. Enumerable.Range(0, objects).Select(static i => $"list/a/{i:D5}").Order(StringComparer.Ordinal)];
        Wait(stop => Task.WhenAll(names.Append("list/b/00000").Append("list/ab").Select(name =>
            copies.CreateAsync(_root + name, new byte[] { 1 }, stop))));
        return LawBook.Difference(names, List("list/a/")) ?? LawBook.Difference([.. names.Where(static name => name.EndsWith('1'))],
            [.. List("list/").Where(static name => name.EndsWith('1'))]);
    }

    private string? Removed()
    {
        Create("gone/1", [1]);
        Create("gone/2", [2]);
        Remove("gone/1");
        Remove("gone/1");
        return Read("gone/1") is not null ? "it is read" : LawBook.Difference(["gone/2"], List("gone/"));
    }

    private static DStream<KeyValuePair<string, long>> Totals(DStream<string> words) => words.CountByValue()
        .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) => Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum()));

    private string? Lost()
    {
        var words = new ReplayableSource<string>(["to", "be"], ["or"], ["not", "to"], ["be"], ["that"], ["is"]);
        var options = new CrashOptions
        {
            IsDirectoryLost = true,
            With = options => options.CheckpointCopies = new CopiesUnder(copies, $"{_root}lost/"),
        };
        using CrashRun one = CrashRun.Of(context => Totals(words.Open(context)));
        one.Live(6, graceful: true);
        using CrashRun many = CrashRun.Of(context => Totals(words.Open(context)), options);
        many.LiveUntil(CrashMoment.AfterOutputs, 2);
        many.LiveUntil(CrashMoment.BeforeOutputs, 4);
        many.LiveUntil(CrashMoment.AfterBatch, 5);
        many.Live(1, graceful: true);
        return many.Output.Changed.Count > 0 ? $"batch {many.Output.Changed[0]} came again with other records"
            : LawBook.Difference(Lines(one.Output), Lines(many.Output));
    }

    private static List<string> Lines(RecordingSink<string> output) => [.. output.Batches.Select(static batch =>
        $"{batch.Key}: {string.Join(' ', batch.Value.Order(StringComparer.Ordinal))}")];

    private string? TakenOver()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hotstream-copies-");
        try
        {
            var clock = new ManualClock();
            var before = new RecordingSink<string>();
            var after = new RecordingSink<string>();
            using StreamingContext first = Open(Path.Combine(folder.FullName, "1"), clock, before);
            first.Start();
            clock.AdvanceAndWait(TimeSpan.FromSeconds(1), s_patience);
            using StreamingContext second = Open(Path.Combine(folder.FullName, "2"), clock, after);
            second.Start();
            clock.AdvanceAndWait(TimeSpan.FromSeconds(1), s_patience);
            try
            {
                return first.AwaitTerminationOrTimeout(s_patience) ? "it ended without an error" : "it goes on";
            }
            catch (BatchFailedException failure) when (failure.InnerException is CheckpointTakenOverException)
            {
                return before.Batches.Count != 1 ? $"it has run {before.Batches.Count - 1} batches since"
                    : after.Batches.Count != 2 ? $"the other one has run {after.Batches.Count} batches, and should have run 2" : null;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private StreamingContext Open(string directory, ManualClock clock, RecordingSink<string> output) =>
        StreamingContext.GetOrCreate(directory, () =>
        {
            var context = new StreamingContext("contract", TimeSpan.FromSeconds(1), new StreamingOptions
            {
                TimeProvider = clock,
                Partitions = 1,
                LoggerFactory = NullLoggerFactory.Instance,
                CheckpointCopies = new CopiesUnder(copies, $"{_root}taken/"),
            });
            new ReplayableSource<string>(["a"], ["b"], ["c"]).Open(context).WriteTo(output.Open());
            return context;
        });

    private void RemoveAll()
    {
        try
        {
            foreach (string name in List(""))
            {
                Remove(name);
            }
        }
        catch (Exception)
        {
            // the verdicts are there; what is left is in a folder of its own
        }
    }
}
