using System.Collections.Concurrent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>A context that subscribes to a broker, and what came out of its batches.</summary>
internal sealed class MqttSubscriber : IDisposable
{
    private readonly Func<bool> _fails;
    private int _subscribed;

    public MqttSubscriber(
        string broker, MqttOptions options, MqttTopic[] topics, Func<bool>? fails = null, LogCapture? log = null,
        Action<StreamingOptions>? with = null, bool waits = true)
    {
        _fails = fails ?? (() => false);
        options.OnSubscribed = () => Interlocked.Increment(ref _subscribed);
        Engine = new Engine(partitions: 2, with: engine =>
        {
            engine.ReceiverRestartDelay = TimeSpan.FromMilliseconds(20);
            engine.LoggerFactory = log ?? engine.LoggerFactory;
            with?.Invoke(engine);
        });
        Engine.Context.MqttMessageStream(broker, topics, options).ForeachBatch(Keep);
        Engine.Context.Start();
        if (waits)
        {
            WaitForSubscriptions(1);
        }
    }

    public Engine Engine { get; }

    /// <summary>Topic, payload, QoS and retain of every message, as text.</summary>
    public ConcurrentQueue<string> Messages { get; } = [];

    public ConcurrentQueue<string> UserProperties { get; } = [];

    /// <summary>How often the subscriptions were granted: once for each connection.</summary>
    public int Subscriptions => Volatile.Read(ref _subscribed);

    public void WaitForSubscriptions(int count) =>
        Engine.WaitFor(() => Volatile.Read(ref _subscribed) >= count, $"subscription {count} was granted");

    /// <summary>Lets batches fall due until so many messages are there.</summary>
    public string[] WaitFor(int count)
    {
        WaitUntil(() => Messages.Count >= count, $"{count} messages arrived");
        return [.. Messages];
    }

    public void WaitUntil(Func<bool> condition, string what) => Engine.WaitFor(
        () =>
        {
            Engine.Tick();
            Thread.Sleep(1);
            return condition();
        },
        what);

    public void Dispose() => Engine.Dispose();

    private void Keep(Batch<MqttMessage> batch)
    {
        foreach (MqttMessage message in batch.ToList())
        {
            Messages.Enqueue($"{message.Topic} {message.Payload} {(int)message.Qos}{(message.Retain ? " retained" : "")}");
            if (message.TryGetUserProperty("unit"u8, out Utf8Slice unit))
            {
                UserProperties.Enqueue(unit.ToString());
            }
        }

        if (_fails())
        {
            throw new InvalidDataException("the test says so");
        }
    }
}
