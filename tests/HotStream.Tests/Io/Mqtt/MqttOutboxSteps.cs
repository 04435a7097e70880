using System.Text;
using HotStream.Mqtt;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>What a worker and a session do with an outbox.</summary>
internal static class MqttOutboxSteps
{
    public static void Add(MqttOutbox outbox, int count) => AddPayloads(outbox, [.. Enumerable.Range(0, count).Select(i => $"{i}")]);

    public static bool AddPayloads(MqttOutbox outbox, params string[] payloads)
    {
        lock (outbox.Gate)
        {
            Array.ForEach(payloads, payload => outbox.Add("some/topic"u8, Encoding.ASCII.GetBytes(payload)));
        }

        return true;
    }

    public static List<(string Payload, ushort Id)> Connect(MqttOutbox outbox) => Send(outbox, outbox.Connected(MqttServerLimits.None));

    public static List<(string Payload, ushort Id)> Send(MqttOutbox outbox, int epoch)
    {
        var messages = new List<(string, ushort)>();
        while (outbox.NextToSend(epoch) is { IsEmpty: false } packets)
        {
            ReadOnlySpan<byte> rest = packets.Span;
            while (MqttFrame.TryRead(rest, int.MaxValue, out MqttFrame frame) == MqttError.None)
            {
                Assert.Equal(MqttError.None, MqttPublish.TryRead(rest, frame, MqttVersion.V5, out MqttPublish publish));
                messages.Add((Encoding.ASCII.GetString(rest.Slice(publish.PayloadStart, publish.PayloadLength)), publish.PacketId));
                rest = rest[frame.Length..];
            }

            outbox.Sent();
        }

        return messages;
    }
}
