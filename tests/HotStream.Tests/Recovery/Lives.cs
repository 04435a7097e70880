using System.Globalization;
using HotStream.Testing;
using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Recovery;

/// <summary>A run of the kit (<see cref="CrashRun"/>), with what its output saw each time a batch ran.</summary>
internal sealed class Lives : IDisposable
{
    private readonly CrashRun _run;

    public Lives(int partitions, Func<StreamingContext, DStream<string>> program) => _run = new CrashRun(
        context => program(context).ForeachBatch((batch, time) =>
        {
            string line = string.Join(' ', batch.ToList().Order(StringComparer.Ordinal));
            (Seen.TryGetValue(time.Milliseconds, out List<string>? list) ? list : Seen[time.Milliseconds] = []).Add(line);
        }),
        new CrashOptions
        {
            Partitions = partitions,
            Patience = Engine.Patience,
            With = options =>
            {
                (options.LoggerFactory, options.CheckpointInterval) = (Logs, null);
                With?.Invoke(options);
            },
        });

    public string Checkpoints => _run.Checkpoints;

    /// <summary>By batch time: what the output saw, each time it ran.</summary>
    public SortedDictionary<long, List<string>> Seen { get; } = [];

    public Action<StreamingOptions>? With { get; set; }

    public ILoggerFactory Logs { get; set; } = NullLoggerFactory.Instance;

    /// <summary>One life of some batches, beside those that are run again.</summary>
    public void Live(int batches, bool isClean = false, bool restores = true) => _run.Live(batches, isClean, restores);

    /// <summary>Time goes by without a process.</summary>
    public void Pass(TimeSpan time) => _run.Clock.Advance(time);

    /// <summary>Somebody sets the wall clock back, without a process.</summary>
    public void SetBack(TimeSpan time) => _run.Clock.SetWallClock(_run.Clock.GetUtcNow() - time);

    public void Dispose() => _run.Dispose();

    public override string ToString() => string.Join('\n', Seen.Select(batch => string.Create(CultureInfo.InvariantCulture,
        $"{batch.Key}: {string.Join(" | ", batch.Value)}")));
}
