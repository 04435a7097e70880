using HotStream.Testing;
using HotStream.Tests.Io;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Recovery.Copies;

/// <summary>Machines with a directory each, which run one query by turns; they share a store of copies, a source and a target.</summary>
internal sealed class Machines : IDisposable
{
    private readonly Folder _folder = new();
    private readonly List<StreamingContext> _contexts = [];
    private readonly ReplayableSource<string> _words = new(static number => [$"w{number % 3}", "all"]);

    public Machines(Func<string, DirectoryCopies>? make = null)
    {
        string store = Path.Combine(_folder.Root, "store");
        Directory.CreateDirectory(store);
        Copies = make?.Invoke(store) ?? new DirectoryCopies(store);
    }

    public ManualClock Clock { get; } = new();

    public DirectoryCopies Copies { get; }

    public RecordingSink<string> Output { get; } = new();

    public LogCapture Logs { get; } = new();

    public Action<StreamingOptions>? With { get; set; }

    public string Text => string.Join('\n', Logs.Entries.Select(entry => entry.Message));

    public string DirectoryOf(string machine) => Path.Combine(_folder.Root, machine);

    /// <summary>Starts the query on a machine.</summary>
    public StreamingContext Start(string machine)
    {
        StreamingContext context = StreamingContext.GetOrCreate(DirectoryOf(machine), Make);
        _contexts.Add(context);
        context.Start();
        return context;
    }

    public StreamingContext Make()
    {
        var options = new StreamingOptions
        {
            TimeProvider = Clock,
            Partitions = 1,
            LoggerFactory = Logs,
            CheckpointCopies = Copies,
            CheckpointInterval = TimeSpan.FromSeconds(2),
        };
        With?.Invoke(options);
        var context = new StreamingContext("totals", TimeSpan.FromSeconds(1), options);
        _words.Open(context).CountByValue()
            .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) =>
                Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum()))
            .Map(static total => RecordText.Format(total))
            .WriteTo(Output.Open());
        return context;
    }

    /// <summary>Batches fall due one by one, each with the checkpoint behind it.</summary>
    public void Tick(int batches = 1)
    {
        for (int i = 0; i < batches; i++)
        {
            Clock.AdvanceAndWait(TimeSpan.FromSeconds(1), Engine.Patience);
        }
    }

    /// <summary>The machine is gone, and its directory with it.</summary>
    public void Lose(StreamingContext context, string machine)
    {
        context.Stop();
        Directory.Delete(DirectoryOf(machine), recursive: true);
    }

    /// <summary>Waits until a checkpoint of a batch is in the store and listed, by batches that go on.</summary>
    public void TickUntilListed(int checkpoints) => Engine.WaitFor(() =>
    {
        Tick();
        return Newest().Header.Checkpoints.Count >= checkpoints;
    }, () => $"{checkpoints} checkpoints were listed: {string.Join(' ', Copies.Names())}");

    /// <summary>The newest object of the log.</summary>
    public CopyObject Newest() => CopyObject.TryRead(File.ReadAllBytes(Copies.PathOf(
        Copies.Names().Last(static name => name.StartsWith("log/", StringComparison.Ordinal)))))!;

    /// <summary>Law: each batch gave the totals of all batches up to it, once or again the same.</summary>
    public void AssertTotals(int batches)
    {
        Assert.Empty(Output.Changed);
        Assert.Equal(Enumerable.Range(1, batches).Select(static batch => new BatchTime(batch * 1000)), Output.Batches.Keys);
        for (int batch = 1; batch <= batches; batch++)
        {
            string[] expected = [$"(all,{batch})", .. Enumerable.Range(0, Math.Min(3, batch))
                .Select(word => $"(w{word},{(batch - word + 2) / 3})")];
            Assert.Equal(expected, Output.Batches[new BatchTime(batch * 1000)].Order(StringComparer.Ordinal));
        }
    }

    public void Dispose()
    {
        Copies.Before = null;
        _contexts.ForEach(static context => context.Dispose());
        _folder.Dispose();
    }
}
