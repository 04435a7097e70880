using System.Buffers;
using System.Text;
using HotStream.Io;

namespace HotStream.Bench;

/// <summary>PUBLISH packets of 100 bytes one after the other, to a few hundred topics.</summary>
internal sealed class MqttPackets
{
    public const int PacketBytes = 100;

    private readonly byte[] _bytes;
    private readonly MqttVersion _version;

    public MqttPackets(MqttVersion version, int count)
    {
        _version = version;
        Count = count;
        var output = new ArrayBufferWriter<byte>(count * PacketBytes);
        var payload = new byte[PacketBytes];
        for (var i = 0; i < count; i++)
        {
            var topic = Encoding.ASCII.GetBytes($"plant/{i % 317}/temperature");
            var overhead = 2 + 2 + topic.Length + (version == MqttVersion.V5 ? 1 : 0);
            payload.AsSpan().Fill((byte)i);
            MqttWriter.Publish(output, version, topic, payload.AsSpan(0, PacketBytes - overhead));
            TopicBytes += topic.Length;
            PayloadBytes += PacketBytes - overhead;
        }

        _bytes = output.WrittenSpan.ToArray();
    }

    public int Count { get; }

    public long TopicBytes { get; }

    public long PayloadBytes { get; }

    /// <summary>Reads all packets once.</summary>
    public (long Packets, long TopicBytes, long PayloadBytes) Decode()
    {
        (long Packets, long TopicBytes, long PayloadBytes) sum = default;
        ReadOnlySpan<byte> rest = _bytes;
        while (MqttFrame.TryRead(rest, int.MaxValue, out var frame) == MqttError.None)
        {
            var error = MqttPublish.TryRead(rest, frame, _version, out var publish);
            if (error != MqttError.None)
                throw new InvalidOperationException(MqttErrors.Describe(error));
            sum.Packets++;
            sum.TopicBytes += publish.TopicLength;
            sum.PayloadBytes += publish.PayloadLength;
            rest = rest[frame.Length..];
        }

        return sum;
    }
}
