using System.Globalization;
using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Recovery;

/// <summary>
/// A program that is started again and again over one checkpoint directory, on one clock, and what its outputs saw in all its lives.
/// </summary>
internal sealed class Lives(int partitions, Func<StreamingContext, DStream<string>> program) : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hotstream-lives-");
    private readonly ManualClock _clock = new();

    public string Checkpoints => _directory.FullName;

    /// <summary>By batch time: what the output saw, each time it ran.</summary>
    public SortedDictionary<long, List<string>> Seen { get; } = [];

    public Action<StreamingOptions>? With { get; set; }

    public ILoggerFactory Logs { get; set; } = NullLoggerFactory.Instance;

    /// <summary>One life of some batches.</summary>
    /// <param name="batches">New ones, beside those that are run again.</param>
    /// <param name="isClean">Whether it ends gracefully.</param>
    /// <param name="restores">Whether it goes on from the checkpoint.</param>
    public void Live(int batches, bool isClean = false, bool restores = true)
    {
        using StreamingContext context = restores ? StreamingContext.GetOrCreate(Checkpoints, Build) : Build();
        if (!restores)
        {
            context.Checkpoint(Checkpoints);
        }

        context.Start();
        _clock.Advance(TimeSpan.FromSeconds(batches));
        Assert.True(context.AwaitDueBatches(Engine.Patience), "The batches due did not finish.");
        context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        context.Stop(graceful: isClean);
    }

    /// <summary>Time goes by without a process.</summary>
    public void Pass(TimeSpan time) => _clock.Advance(time);

    /// <summary>Somebody sets the wall clock back, without a process.</summary>
    public void SetBack(TimeSpan time) => _clock.SetWallClock(_clock.GetUtcNow() - time);

    public void Dispose() => _directory.Delete(recursive: true);

    private StreamingContext Build()
    {
        var options = new StreamingOptions
        {
            TimeProvider = _clock,
            OneActivePerProcess = false,
            Partitions = partitions,
            LoggerFactory = Logs,
        };
        With?.Invoke(options);
        var context = new StreamingContext("lives", TimeSpan.FromSeconds(1), options);
        program(context).ForeachBatch((batch, time) =>
        {
            string line = string.Join(' ', batch.ToList().Order(StringComparer.Ordinal));
            (Seen.TryGetValue(time.Milliseconds, out List<string>? list) ? list : Seen[time.Milliseconds] = []).Add(line);
        });
        return context;
    }

    public override string ToString() => string.Join('\n', Seen.Select(batch => string.Create(CultureInfo.InvariantCulture,
        $"{batch.Key}: {string.Join(" | ", batch.Value)}")));
}
