using System.Collections.Concurrent;
using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging;

namespace HotStream.Tests.Connectors;

/// <summary>A context that reads from a connector, and what came out of its batches.</summary>
internal sealed class ConnectorRun : IDisposable
{
    private readonly Func<string, bool> _fails;
    private readonly LogCapture _log = new();

    /// <param name="open">Opens the stream.</param>
    /// <param name="fails">Whether the batch that has a text fails.</param>
    /// <param name="with">More of the context's options.</param>
    /// <param name="partitions">Partitions of the context.</param>
    public ConnectorRun(Func<StreamingContext, DStream<Utf8Slice>> open, Func<string, bool>? fails = null,
        Action<StreamingOptions>? with = null, int partitions = 2)
    {
        _fails = fails ?? (static _ => false);
        Engine = new Engine(partitions, options =>
        {
            options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(20);
            options.DeadLetters = Letters.Enqueue;
            options.LoggerFactory = _log;
            with?.Invoke(options);
        });
        open(Engine.Context).ForeachBatch(Keep);
        Engine.Context.Start();
    }

    public Engine Engine { get; }

    public ConcurrentQueue<string> Texts { get; } = [];

    /// <summary>Those of batches that did not fail.</summary>
    public ConcurrentQueue<string> Committed { get; } = [];

    public ConcurrentQueue<DeadLetter> Letters { get; } = [];

    /// <summary>Lets batches fall due until so many texts are there.</summary>
    public string[] WaitFor(int count)
    {
        WaitUntil(() => Texts.Count >= count, $"{count} texts arrived");
        return [.. Texts];
    }

    public void WaitUntil(Func<bool> condition, string what) => Engine.WaitFor(
        () =>
        {
            Engine.Tick();
            Thread.Sleep(2);
            return condition();
        },
        () => $"{what}; {Texts.Count} are there. Logged last: "
            + string.Join("\n", _log.Entries.Where(static entry => entry.Level >= LogLevel.Warning).TakeLast(5)));

    public void Dispose() => Engine.Dispose();

    private void Keep(Batch<Utf8Slice> batch)
    {
        List<string> texts = batch.ToList().ConvertAll(static text => text.ToString());
        texts.ForEach(Texts.Enqueue);
        if (texts.Exists(text => _fails(text)))
        {
            throw new InvalidDataException("the test says so");
        }

        texts.ForEach(Committed.Enqueue);
    }
}
