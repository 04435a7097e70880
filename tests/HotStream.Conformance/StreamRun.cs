using System.Text.Json;

namespace HotStream.Conformance;

/// <summary>A streaming context on a clock moved by hand: built, fed before each batch, its outputs kept.</summary>
internal sealed class StreamRun : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private readonly ManualClock _clock;
    private readonly List<Output> _outputs = [];
    private readonly DirectoryInfo? _checkpoints;

    /// <summary>A run of its own.</summary>
    public StreamRun(Case @case, RunSettings settings)
        : this(@case, settings, NewClock(@case), directory: null)
    {
        if (@case.Params.Bool("checkpointDir", true))
        {
            _checkpoints = Directory.CreateTempSubdirectory("hotstream-conformance-");
            Context.Checkpoint(_checkpoints.FullName);
        }
    }

    /// <summary>One life of a run that goes on from its checkpoint.</summary>
    public StreamRun(Case @case, RunSettings settings, ManualClock clock, string? directory)
    {
        Partitions = @case.Params.Has("partitions") ? @case.Params.Int("partitions") : settings.Partitions;
        _clock = clock;
        var options = new StreamingOptions { TimeProvider = _clock, OneActivePerProcess = false, Partitions = Partitions };
        options.Codecs.Add(new ValueCodec());
        Context = directory is null ? Create() : StreamingContext.GetOrCreate(directory, Create);
        Interpreter = new StepInterpreter(Context);

        StreamingContext Create() => new(@case.Id, @case.BatchInterval, options);
    }

    public StreamingContext Context { get; }

    public StepInterpreter Interpreter { get; }

    public int Partitions { get; }

    public IReadOnlyList<Output> Outputs => _outputs;

    public static ManualClock NewClock(Case @case) => new(DateTimeOffset.FromUnixTimeMilliseconds(@case.Params.Long("startMs", 0)));

    /// <summary>Builds the streams; every batch of the result is kept.</summary>
    public void Build(Func<Flow> build) => Refusal.Guard(Stage.Build, () =>
    {
        Flow flow = build();
        flow.Stream.ForeachBatch((batch, time) => _outputs.Add(new Output(NumberOf(time), batch.ToList())
        {
            Partitions = batch.PartitionCount,
            PartitionsPromised = flow.Partitions,
        }));
    });

    /// <summary>Runs so many batches.</summary>
    /// <param name="batches">How many.</param>
    /// <param name="feed">Called before each with its number from 0.</param>
    public void Run(int batches, Action<int> feed)
    {
        Refusal.Guard(Stage.Start, Context.Start);
        for (int batch = 0; batch < batches; batch++)
        {
            feed(batch);
            _clock.Advance(Context.BatchInterval);
            AwaitBatches(batch + 1);
        }
    }

    /// <summary>Waits for the batches that are due.</summary>
    public void AwaitBatches(int last)
    {
        if (!Context.AwaitDueBatches(s_longest))
        {
            throw new TimeoutException($"batch {last} did not finish in {s_longest.TotalSeconds} s");
        }

        Refusal.Guard(Stage.Batch, () => Context.AwaitTerminationOrTimeout(TimeSpan.Zero));
    }

    /// <summary>The entries of a batch of sources that are given lists of entries.</summary>
    public static IReadOnlyList<JsonElement> Entries(Case @case, int batch) => @case.Input[batch].ValueKind == JsonValueKind.Array
        ? [.. @case.Input[batch].EnumerateArray()]
        : throw new CorpusException($"{@case.Id}: input {batch + 1} is not a list");

    public void Dispose()
    {
        Context.Dispose();
        _checkpoints?.Delete(recursive: true);
    }

    private long NumberOf(BatchTime time) =>
        (time.Milliseconds - Context.ZeroTime.Milliseconds) / (long)Context.BatchInterval.TotalMilliseconds;
}
