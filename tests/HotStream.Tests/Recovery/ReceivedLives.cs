using System.Text;
using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Recovery;

/// <summary>A program that reads a receiver and is started again and again: what it was sent, and what its outputs saw.</summary>
internal sealed class ReceivedLives(string kind, int partitions, bool ahead = true) : IDisposable
{
    private readonly DirectoryInfo _own = Directory.CreateTempSubdirectory("hotstream-received-");
    private readonly ManualClock _clock = new();
    private StreamingContext? _context;
    private Action<string[]> _send = static _ => { };

    /// <summary>Kinds of receivers.</summary>
    public static readonly string[] Kinds = ["records", "text", "slabs"];

    public string Checkpoints => Path.Combine((In ?? _own).FullName, "checkpoints");

    /// <summary>Where checkpoints go, unless into a directory of its own.</summary>
    public DirectoryInfo? In { get; set; }

    public List<string> Sent { get; } = [];

    /// <summary>By batch time: the records, each time the output ran.</summary>
    public SortedDictionary<long, List<string[]>> Batches { get; } = [];

    /// <summary>By record: how often it came, as the state has it after the last batch.</summary>
    public Dictionary<string, long> Totals { get; private set; } = [];

    public Action<StreamingOptions>? With { get; set; }

    /// <summary>Adds outputs of the records, before all others.</summary>
    public Action<DStream<string>>? Also { get; set; }

    /// <summary>Called in an output, before it sees its batch.</summary>
    public Action<BatchTime>? InOutput { get; set; }

    public ILoggerFactory Logs { get; set; } = NullLoggerFactory.Instance;

    public void Begin()
    {
        _context = StreamingContext.GetOrCreate(Checkpoints, Build);
        _context.Start();
    }

    /// <summary>Sends records and waits until they are in the rings.</summary>
    public void Send(params string[] records)
    {
        Sent.AddRange(records);
        _send(records);
    }

    public void Tick(int batches = 1)
    {
        _clock.Advance(TimeSpan.FromSeconds(batches));
        Await();
    }

    /// <summary>Batches fall due; nobody waits for them.</summary>
    public void Pass(int batches) => _clock.Advance(TimeSpan.FromSeconds(batches));

    /// <summary>Files of the write-ahead log.</summary>
    public string[] Segments => Directory.GetFiles(Path.Combine(Checkpoints, ReceivedLog.DirectoryName), "*" + ReceivedSegment.Extension);

    public void Await()
    {
        Assert.True(_context!.AwaitDueBatches(Engine.Patience), "The batches due did not finish.");
        _context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
    }

    public void End(bool isClean = false)
    {
        _context!.Stop(graceful: isClean);
        _context = null;
    }

    public void Dispose()
    {
        _context?.Dispose();
        _own.Delete(recursive: true);
    }

    private StreamingContext Build()
    {
        var options = new StreamingOptions
        {
            TimeProvider = _clock,
            OneActivePerProcess = false,
            Partitions = partitions,
            LoggerFactory = Logs,
            CheckpointInterval = TimeSpan.FromSeconds(3),
        };
        With?.Invoke(options);
        var context = new StreamingContext("received", TimeSpan.FromSeconds(1), options);
        DStream<string> records = Read(context);
        if (!ahead)
        {
            records = records.Transform(batch => batch);
        }

        Also?.Invoke(records);
        records.CountByValue()
            .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> sum) => Optional<long>.Some(now.Sum() + sum.GetValueOrDefault(0)))
            .ForeachBatch(batch => Totals = batch.ToList().ToDictionary(pair => pair.Key, pair => pair.Value));
        if (!ahead)
        {
            records.ForeachBatch((batch, time) =>
            {
                InOutput?.Invoke(time);
                (Batches.TryGetValue(time.Milliseconds, out List<string[]>? seen) ? seen : Batches[time.Milliseconds] = [])
                    .Add([.. batch.ToList()]);
            });
        }

        return context;
    }

    private DStream<string> Read(StreamingContext context)
    {
        switch (kind)
        {
            case "records":
                var records = new ScriptedReceiver<string>();
                _send = sent =>
                {
                    records.Send(sent);
                    records.WaitUntilStored();
                };
                return context.ReceiverStream(records);
            case "text":
                var text = new ScriptedText();
                _send = sent =>
                {
                    text.Send(Encoding.UTF8.GetBytes(string.Concat(sent.Select(line => line + '\n'))));
                    text.WaitUntilStored();
                };
                return context.ReceiverStream(text).Map(line => line.ToString());
            default:
                var slabs = new ScriptedSlabs();
                _send = slabs.Store;
                return context.ReceiverStream(slabs).Map(slice => slice.ToString());
        }
    }
}
