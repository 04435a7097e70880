namespace HotStream.Bench;

/// <summary>Jobs about MQTT.</summary>
internal static class MqttJobs
{
    private const int Packets = 10_000; // a megabyte: what a receiver has at hand is in the cache
    private const int Rounds = 5_000;

    public static IReadOnlyList<Job> All => [new Job("mqtt-decode", Decode) { Unit = "M packets/s" }];

    private static JobInput Decode() => new(
        [
            Row("HotStream codec, MQTT 3.1.1", new MqttPackets(MqttVersion.V311, Packets)),
            Row("HotStream codec, MQTT 5", new MqttPackets(MqttVersion.V5, Packets)),
        ],
        [$"PUBLISH packets of {MqttPackets.PacketBytes} B from memory, topics of 20 B checked; one core"]);

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
