using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>A context that publishes what a test queues: records are <c>topic payload</c>.</summary>
internal sealed class MqttPublishing : IDisposable
{
    private readonly ConcurrentQueue<IReadOnlyList<string>> _queue = [];

    public MqttPublishing(string broker, MqttPublishOptions? options = null, int partitions = 1, LogCapture? log = null)
    {
        Engine = new Engine(partitions, with: engine =>
        {
            engine.LoggerFactory = log ?? engine.LoggerFactory;
            engine.DeadLetters = Letters.Enqueue;
        });
        Engine.Context.QueueStream(_queue).PublishToMqtt(
            broker,
            (record, topic) => topic.Write(Encoding.UTF8.GetBytes(record[..record.IndexOf(' ', StringComparison.Ordinal)])),
            (record, payload) => payload.Write(Encoding.UTF8.GetBytes(record[(record.IndexOf(' ', StringComparison.Ordinal) + 1)..])),
            options);
        Engine.Context.Start();
    }

    public Engine Engine { get; }

    public ConcurrentQueue<DeadLetter> Letters { get; } = [];

    /// <summary>Lets a batch of these records fall due, without waiting for its end.</summary>
    public void Begin(params string[] records)
    {
        _queue.Enqueue(records);
        Engine.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>Whether the batches that are due are done already.</summary>
    public bool IsDone => Engine.Context.AwaitDueBatches(TimeSpan.FromMilliseconds(1));

    /// <summary>Waits until the batches that are due are done.</summary>
    public void AwaitEnd() => Assert.True(Engine.Context.AwaitDueBatches(Engine.Patience), "The batches due did not finish.");

    /// <summary>
    /// Waits until the batches that are due are done; the clock runs meanwhile, so that delays end, and hardly faster than time does, so
    /// that those in which a broker must answer do not end before it can. (More batches fall due; they are empty.)
    /// </summary>
    public void AwaitEndWhileTimePasses() => Engine.WaitFor(
        () =>
        {
            Engine.Clock.Advance(TimeSpan.FromMilliseconds(10));
            Thread.Sleep(8);
            return IsDone;
        },
        "the batches due finished");

    public void Publish(params string[] records)
    {
        Begin(records);
        AwaitEnd();
    }

    public void Dispose() => Engine.Dispose();
}
