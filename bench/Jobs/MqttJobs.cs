namespace HotStream.Bench;

/// <summary>Jobs about MQTT.</summary>
internal static class MqttJobs
{
    private const int Packets = 10_000; // a megabyte: what a receiver has at hand is in the cache
    private const int Rounds = 5_000;

    private const int ListenRounds = 300;

    public static IReadOnlyList<Job> All =>
    [
        new Job("mqtt-decode", Decode) { Unit = "M packets/s" },
        new Job("mqtt-listener", Listen) { Unit = "M messages/s" },
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
            ],
            [$"two processes publish {ListenRounds * MqttSender.PacketsARound:N0} messages of {MqttPackets.PacketBytes} B each; counted by topic in batches of 100 ms"]);

        JobSystem Row(string name, int qos, MqttAcknowledge acknowledge) =>
            new(name, RowKind.Engine, answer, () => EngineMqttListener.Run(qos, acknowledge, ListenRounds)) { InputBytesPerRecord = MqttPackets.PacketBytes };
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
