using System.Collections.Concurrent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>A context that listens for MQTT devices on a free port, and what came out of its batches.</summary>
internal sealed class MqttListening : IDisposable
{
    private readonly Func<bool> _fails;

    public MqttListening(Action<MqttListenerOptions>? with = null, Func<bool>? fails = null, LogCapture? log = null,
        ConcurrentQueue<DeadLetter>? letters = null, Action<StreamingOptions>? engine = null)
    {
        _fails = fails ?? (() => false);
        Engine = new Engine(partitions: 2, with: options =>
        {
            options.LoggerFactory = log ?? options.LoggerFactory;
            options.DeadLetters = letters is null ? options.DeadLetters : letters.Enqueue;
            engine?.Invoke(options);
        });
        var options = new MqttListenerOptions();
        with?.Invoke(options);
        var told = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        options.OnListening = address => told.SetResult(address.Port);
        Engine.Context.MqttMessageListener(0, options).ForeachBatch(Keep);
        Engine.Context.Start();
        Port = told.Task.WaitAsync(Engine.Patience).GetAwaiter().GetResult();
    }

    public Engine Engine { get; }

    public int Port { get; }

    /// <summary>Topic, payload, QoS and retain of every message, as text.</summary>
    public ConcurrentQueue<string> Messages { get; } = [];

    public ConcurrentQueue<string> UserProperties { get; } = [];

    /// <summary>Lets batches fall due until so many messages are there.</summary>
    public string[] WaitFor(int count)
    {
        Engine.WaitFor(() =>
        {
            Engine.Tick();
            Thread.Sleep(1);
            return Messages.Count >= count;
        }, $"{count} messages arrived");
        return [.. Messages];
    }

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
