using System.Collections.Concurrent;
using HotStream.Tests.Streams;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace HotStream.Tests.Io.MqttNet;

/// <summary>A context that reads what a client of MQTTnet receives, and what came out of its batches.</summary>
internal sealed class NetSubscriber : IDisposable
{
    private readonly Func<bool> _fails;
    private readonly string _filter;
    private int _received;
    private int _sentAgain;

    public NetSubscriber(string broker, Func<MqttClientOptionsBuilder, MqttClientOptionsBuilder>? with = null, Func<bool>? fails = null,
        LogCapture? log = null, string filter = "#")
    {
        _fails = fails ?? (() => false);
        _filter = filter;
        Client = new MqttClientFactory().CreateMqttClient();
        Client.ApplicationMessageReceivedAsync += received =>
        {
            Interlocked.Increment(ref _received);
            Interlocked.Add(ref _sentAgain, received.ApplicationMessage.Dup ? 1 : 0);
            return Task.CompletedTask;
        };
        Engine = new Engine(partitions: 2, with: engine =>
        {
            engine.ReceiverRestartDelay = TimeSpan.FromMilliseconds(20);
            engine.LoggerFactory = log ?? engine.LoggerFactory;
        });
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder().WithConnectionUri(broker).WithClientId("net")
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500).WithCleanStart(false).WithSessionExpiryInterval(3600);
        Engine.Context.MqttNetStream(Client, (with?.Invoke(options) ?? options).Build(), [Filter]).ForeachBatch(Keep);
        Engine.Context.Start();
    }

    public IMqttClient Client { get; }

    public Engine Engine { get; }

    /// <summary>Topic, payload and QoS of every message, as text.</summary>
    public ConcurrentQueue<string> Messages { get; } = [];

    /// <summary>Messages the client got, whatever became of them.</summary>
    public int Received => Volatile.Read(ref _received);

    /// <summary>Of these, those that the broker called sent before.</summary>
    public int SentAgain => Volatile.Read(ref _sentAgain);

    private MqttTopicFilter Filter => new()
    {
        Topic = _filter,
        QualityOfServiceLevel = MqttQualityOfServiceLevel.ExactlyOnce,
    };

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

    public void Dispose()
    {
        Engine.Dispose();
        Client.Dispose();
    }

    private void Keep(Batch<MqttNetMessage> batch)
    {
        foreach (MqttNetMessage message in batch.ToList())
        {
            Messages.Enqueue($"{message.Topic} {message.Payload} {(int)message.Qos}{(message.Retain ? " retained" : "")}");
        }

        if (_fails())
        {
            throw new InvalidDataException("the test says so");
        }
    }
}
