using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HotStream.Tests.Streams;

/// <summary>A context on a manual clock, for tests: queue batches, tick, look at what the outputs saw.</summary>
internal sealed class Engine : IDisposable
{
    /// <inheritdoc cref="ProcessWaits.Patience"/>
    public static readonly TimeSpan Patience = ProcessWaits.Patience;

    private static readonly AsyncLocal<LogCapture?> s_said = new(); // by the engines of the test that runs

    private readonly TimeSpan _interval;
    private DirectoryInfo? _checkpoints;

    public Engine(int partitions = 2, Action<StreamingOptions>? with = null, int intervalMilliseconds = 1000, long startMilliseconds = 0)
    {
        _interval = TimeSpan.FromMilliseconds(intervalMilliseconds);
        Clock = new ManualClock(DateTimeOffset.FromUnixTimeMilliseconds(startMilliseconds));
        Options = new StreamingOptions
        {
            TimeProvider = Clock,
            OneActivePerProcess = false,
            Partitions = partitions,
            LoggerFactory = s_said.Value ??= new LogCapture(LogLevel.Warning),
        };
        with?.Invoke(Options);
        Context = new StreamingContext("test", _interval, Options);
    }

    public ManualClock Clock { get; }

    public StreamingOptions Options { get; }

    public StreamingContext Context { get; }

    /// <summary>An input of given batches, one for each tick.</summary>
    public DStream<T> Queue<T>(params IEnumerable<IReadOnlyList<T>> batches) =>
        Context.QueueStream(new ConcurrentQueue<IReadOnlyList<T>>(batches));

    /// <summary>Keeps all records of all batches, one list for each batch. Not for slices, which end with their batch.</summary>
    public static List<List<T>> Collect<T>(DStream<T> stream)
    {
        var seen = new List<List<T>>();
        stream.ForeachBatch(batch => seen.Add(batch.ToList()));
        return seen;
    }

    /// <summary>Starts when needed, lets batches fall due and waits until they are finished.</summary>
    public void Tick(int batches = 1)
    {
        if (Context.State == StreamingContextState.Initialized)
        {
            Context.Start();
        }

        Clock.Advance(_interval * batches);
        Assert.True(Context.AwaitDueBatches(Patience), "The batches due did not finish.");
    }

    /// <summary>Waits for something that another thread does.</summary>
    public static void WaitFor(Func<bool> condition, string what) => WaitFor(condition, () => $"{what}.");

    /// <summary>Waits for something; what is there instead is asked for only in vain, and what the engines of this test said.</summary>
    public static void WaitFor(Func<bool> condition, Func<string> what)
    {
        if (!ProcessWaits.Until(condition))
        {
            string said = string.Join("\n", (s_said.Value?.Entries ?? []).Select(entry => $"  {entry.Level}: {entry.Message}").TakeLast(20));
            Assert.Fail($"Waited in vain until {what()}\nLogged last:\n{said}");
        }
    }

    /// <summary>The first failure of the context, which must have one.</summary>
    public BatchFailedException Failure() =>
        Assert.Throws<BatchFailedException>(() => Context.AwaitTerminationOrTimeout(Patience));

    /// <summary>Gives the context a checkpoint directory of its own, for as long as the engine lives.</summary>
    public void Checkpoint()
    {
        _checkpoints = Directory.CreateTempSubdirectory("hotstream-engine-");
        Context.Checkpoint(_checkpoints.FullName);
    }

    public void Dispose()
    {
        Context.Dispose();
        _checkpoints?.Delete(recursive: true);
    }
}
