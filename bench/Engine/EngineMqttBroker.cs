using System.Diagnostics;
using System.Globalization;

namespace HotStream.Bench;

/// <summary>Two devices publish through mosquitto to one receiver in a process of its own; first once for warmth, then measured.</summary>
internal static class EngineMqttBroker
{
    /// <summary>So that payloads have 100 bytes, give or take one.</summary>
    public const int PacketBytes = 125;

    private const int Senders = 2;

    /// <summary>Messages of a run.</summary>
    public static int Messages(int rounds) => Senders * rounds * MqttSender.PacketsARound;

    /// <summary>From the word "go" until the receiver has counted everything and ended.</summary>
    public static JobOutcome Run(int qos, int rounds, Func<int, int, ReceiverProcess> start)
    {
        var count = Messages(rounds);
        using var broker = new Mosquitto();
        using var receiver = start(broker.Port, 2 * count);
        broker.WaitForSubscription();
        Send(broker.Port, qos, rounds);
        receiver.WaitUntilQuiet();
        var cpu = receiver.CpuTime;
        var elapsed = Send(broker.Port, qos, rounds, receiver);
        return new JobOutcome(count, () => new JobAnswer(count, 1, 0))
        {
            Elapsed = elapsed,
            CpuTime = receiver.CpuTime - cpu,
            AllocatesHere = receiver.AllocatedBytes is not null,
            AllocatedBytes = receiver.AllocatedBytes,
        };
    }

    /// <summary>The engine in a process of its own.</summary>
    /// <param name="port">The broker's port.</param>
    /// <param name="qos">Of the subscription.</param>
    /// <param name="count">Messages to count.</param>
    /// <param name="isDurable">Whether it would survive its end: it has logs of batches and of what came, and checkpoints.</param>
    public static ReceiverProcess Start(int port, int qos, int count, bool isDurable = false) =>
        StartVerb(isDurable ? "mqtt-receive-durably" : "mqtt-receive", port, qos, count);

    /// <summary>MQTTnet's client in a process of its own.</summary>
    public static ReceiverProcess StartPeer(int port, int qos, int count) => StartVerb("mqttnet-receive", port, qos, count);

    /// <summary>The hidden verb mqtt-receive-durably PORT QOS COUNT: the same with a checkpoint directory and state.</summary>
    public static int ReceiveDurably(int port, int qos, int count)
    {
        using var folder = new TemporaryFolder();
        long total = 0;
        var half = new HalfMeter(count);
        using var enough = new ManualResetEventSlim();
        using var context = StreamingContext.GetOrCreate(folder.Path, () =>
        {
            var context = new StreamingContext("mqtt-broker", TimeSpan.FromMilliseconds(100), new StreamingOptions { Partitions = 1 });
            context.MqttStream($"mqtt://127.0.0.1:{port}", [new MqttTopic("plant/#", (MqttQos)qos)],
                new MqttOptions { ClientId = Mosquitto.Receiver })
                .Count().Map(records => KeyValuePair.Create(0, records))
                .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) =>
                    Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum()))
                .ForeachBatch(batch =>
                {
                    total = batch.ToList().Sum(pair => pair.Value);
                    half.Note(total);
                    if (total >= count)
                        enough.Set();
                });
            return context;
        });
        context.Start();
        enough.Wait();
        half.Say();
        context.Stop(graceful: false); // not part of the work
        return total == count ? 0 : 1;
    }

    /// <summary>
    /// The hidden verb mqtt-receive PORT QOS COUNT: ends when so many messages were counted in batches of 100 ms; fails if there were more.
    /// </summary>
    public static int Receive(int port, int qos, int count)
    {
        long total = 0;
        var half = new HalfMeter(count);
        using var enough = new ManualResetEventSlim();
        using var context = new StreamingContext("mqtt-broker", TimeSpan.FromMilliseconds(100), new StreamingOptions { Partitions = 1 });
        context.MqttStream($"mqtt://127.0.0.1:{port}", [new MqttTopic("plant/#", (MqttQos)qos)],
            new MqttOptions { ClientId = Mosquitto.Receiver })
            .Count().ForeachBatch(batch =>
            {
                foreach (var records in batch.ToList())
                    total += records;
                half.Note(total);
                if (total >= count)
                    enough.Set();
            });
        context.Start();
        enough.Wait();
        half.Say();
        context.Stop(graceful: false); // not part of the work
        return total == count ? 0 : 1;
    }

    private static ReceiverProcess StartVerb(string verb, params int[] arguments) =>
        ReceiverProcess.OfVerb([verb, .. arguments.Select(number => number.ToString(CultureInfo.InvariantCulture))]);

    private static TimeSpan Send(int port, int qos, int rounds, ReceiverProcess? receiver = null)
    {
        var senders = new MqttSenderProcess[Senders];
        for (var i = 0; i < Senders; i++)
            senders[i] = MqttSenderProcess.Start(port, qos, rounds, PacketBytes);
        var began = Stopwatch.GetTimestamp();
        Array.ForEach(senders, sender => sender.Go());
        receiver?.WaitForEnd();
        var elapsed = Stopwatch.GetElapsedTime(began);
        Array.ForEach(senders, sender => sender.WaitForEnd());
        Array.ForEach(senders, sender => sender.Dispose());
        return elapsed;
    }
}
