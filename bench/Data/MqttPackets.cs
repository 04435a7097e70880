using System.Buffers;
using System.Text;
using HotStream.Mqtt;

namespace HotStream.Bench;

/// <summary>
/// PUBLISH packets of one size, 100 bytes unless told otherwise, to 317 topics in turn; those of QoS 1 are
/// numbered from a first identifier on.
/// </summary>
internal sealed class MqttPackets
{
    public const int PacketBytes = 100;
    public const int Topics = 317;

    private readonly byte[] _bytes;
    private readonly MqttVersion _version;

    public MqttPackets(MqttVersion version, int count, int qos = 0, int firstId = 1, int packetBytes = PacketBytes)
    {
        _version = version;
        Count = count;
        var output = new ArrayBufferWriter<byte>(count * packetBytes);
        var payload = new byte[packetBytes];
        for (var i = 0; i < count; i++)
        {
            var topic = Topic(i % Topics);
            var overhead = 2 + 2 + topic.Length + (qos > 0 ? 2 : 0) + (version == MqttVersion.V5 ? 1 : 0);
            payload.AsSpan().Fill((byte)i);
            MqttWriter.Publish(output, version, topic, payload.AsSpan(0, packetBytes - overhead), qos, qos > 0
                ? (ushort)(firstId + i) : (ushort)0);
            TopicBytes += topic.Length;
            PayloadBytes += packetBytes - overhead;
        }

        _bytes = output.WrittenSpan.ToArray();
    }

    public int Count { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public long TopicBytes { get; }

    public long PayloadBytes { get; }

    public static byte[] Topic(int number) => Encoding.ASCII.GetBytes($"plant/{number}/temperature");

    /// <summary>How often each topic occurs when all packets are sent so often.</summary>
    public static JobAnswer CountByTopic(int count, long rounds)
    {
        var answer = default(JobAnswer);
        for (var topic = 0; topic < Topics; topic++)
            answer = answer.WithWord(Topic(topic), ((count / Topics) + (topic < count % Topics ? 1 : 0)) * rounds);
        return answer;
    }

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
