namespace HotStream.Bench;

/// <summary>Jobs about MQTT.</summary>
internal static class MqttJobs
{
    private const int Packets = 10_000; // a megabyte: what a receiver has at hand is in the cache
    private const int Rounds = 5_000;

    private const int ListenRounds = 300;

    private const int RowsForEachMessage = 20; // of --rows

    public static IReadOnlyList<Job> All(BenchOptions options, string data) =>
    [
        new Job("mqtt-decode", Decode) { Unit = "M packets/s" },
        new Job("mqtt-listener", Listen) { Unit = "M messages/s" },
        new Job("mqtt-broker", () => Subscribe(options, data)) { Unit = "M messages/s" },
    ];

    private static JobInput Decode() => new(
        [
            Row("HotStream codec, MQTT 3.1.1", new MqttPackets(MqttVersion.V311, Packets)),
            Row("HotStream codec, MQTT 5", new MqttPackets(MqttVersion.V5, Packets)),
        ],
        [$"PUBLISH packets of {MqttPackets.PacketBytes} B from memory, topics of 20 B checked; one core"]);

    private static JobInput Listen()
    {
        var answer = MqttPackets.CountByTopic(MqttSender.PacketsARound, 2 * ListenRounds);
        return new JobInput(
            [
                Row("HotStream MqttMessageListener, QoS 0", 0, MqttAcknowledge.Stored),
                Row("HotStream, QoS 1, acknowledged when stored", 1, MqttAcknowledge.Stored),
                Row("HotStream, QoS 1, acknowledged when committed", 1, MqttAcknowledge.Committed),
                Peer("MQTTnet's server, QoS 0", 0),
                Peer("MQTTnet's server, QoS 1", 1),
            ],
            [$"two processes publish {ListenRounds * MqttSender.PacketsARound:N0} messages of {MqttPackets.PacketBytes} B each; counted "
            + "by topic in batches of 100 ms"]);

        JobSystem Row(string name, int qos, MqttAcknowledge acknowledge) =>
            new(name, RowKind.Engine, answer, () => EngineMqttListener.Run(qos, acknowledge, ListenRounds))
            {
                InputBytesPerRecord = MqttPackets.PacketBytes,
            };

        JobSystem Peer(string name, int qos) => new(name, RowKind.Peer, answer, () => MqttNetListener.Run(qos, ListenRounds))
        {
            InputBytesPerRecord = MqttPackets.PacketBytes,
        };
    }

    private static JobInput Subscribe(BenchOptions options, string data)
    {
        var rounds = Math.Max(1, options.Rows / RowsForEachMessage / EngineMqttBroker.Messages(1));
        var count = EngineMqttBroker.Messages(rounds);
        var npm = new NpmPackage(Path.Combine(data, "mqtt"), "mqtt", "5.16.0");
        var script = Path.Combine(AppContext.BaseDirectory, "Peers", "mqttjs.mjs");
        return new JobInput(
            [
                .. new[] { 0, 1 }.SelectMany(qos => new[]
                {
                    Row($"HotStream MqttStream, QoS {qos}", RowKind.Engine, qos, (port, most) => EngineMqttBroker.Start(port, qos, most)),
                    Row(
                        $"mosquitto_sub, QoS {qos}", RowKind.Peer, qos,
                        (port, most) => new ReceiverProcess(Mosquitto.Find("mosquitto_sub")!, "-h", "127.0.0.1", "-p", $"{port}", "-V",
                            "mqttv5", "-i", Mosquitto.Receiver, "-q", $"{qos}", "-t", "plant/#", "-C", $"{most}")),
                    Row($"MQTTnet's client, QoS {qos}", RowKind.Peer, qos, (port, most) => EngineMqttBroker.StartPeer(port, qos, most)),
                    Row($"mqtt.js 5.16.0, QoS {qos}", RowKind.Peer, qos, (port, most) =>
                        new ReceiverProcess("node", script, npm.Folder, $"{port}", $"{qos}", $"{most}"), npm.WhyNotAvailable),
                }),
                Row("HotStream MqttStream, QoS 1, with checkpoints", RowKind.Engine, 1,
                    (port, most) => EngineMqttBroker.Start(port, 1, most, isDurable: true)),
            ],
            [
                $"two processes publish {count:N0} messages with payloads of 100 B to mosquitto, after as many for warmth; one "
                    + "process receives and counts them",
                "CPU: user and system time of the receiving process",
            ]);

        JobSystem Row(string name, RowKind kind, int qos, Func<int, int, ReceiverProcess> start, Func<string?>? unavailable = null) =>
            new(name, kind, new JobAnswer(count, 1, 0), () => EngineMqttBroker.Run(qos, rounds, start))
            {
                InputBytesPerRecord = EngineMqttBroker.PacketBytes,
                Unavailable = () => Mosquitto.WhyNotAvailable() ?? unavailable?.Invoke(),
            };
    }

    private static JobSystem Row(string name, MqttPackets packets)
    {
        var answer = new JobAnswer(Packets * (long)Rounds, 1, unchecked((ulong)((packets.TopicBytes + packets.PayloadBytes) * Rounds)));
        return new(name, RowKind.Engine, answer, () => Run(packets)) { InputBytesPerRecord = MqttPackets.PacketBytes };
    }

    private static JobOutcome Run(MqttPackets packets)
    {
        long count = 0;
        long bytes = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var sum = packets.Decode();
            count += sum.Packets;
            bytes += sum.TopicBytes + sum.PayloadBytes;
        }

        return new JobOutcome(count, () => new JobAnswer(count, 1, (ulong)bytes));
    }
}
