using System.Buffers;
using HotStream.Mqtt;

namespace HotStream.Fuzz.Targets;

/// <summary>Reads a packet and writes what was read, in the same version or the other. Shared by the fuzzer and the tests.</summary>
internal static class MqttRewrite
{
    private const int PacketMax = 1 << 20;

    /// <summary>Rewrites the first packet of some bytes.</summary>
    /// <param name="bytes">Received bytes.</param>
    /// <param name="from">The version they are read in.</param>
    /// <param name="to">The version that is written; properties are lost on the way to 3.1.1.</param>
    /// <param name="rewritten">The packet anew; empty when it could not be read.</param>
    public static MqttError Run(ReadOnlySpan<byte> bytes, MqttVersion from, MqttVersion to, out byte[] rewritten)
    {
        rewritten = [];
        MqttError error = MqttFrame.TryRead(bytes, PacketMax, out MqttFrame frame);
        if (error != MqttError.None)
        {
            return error;
        }

        var output = new ArrayBufferWriter<byte>();
        error = Rewrite(bytes[..frame.Length], frame, from, to, output);
        rewritten = error == MqttError.None ? output.WrittenSpan.ToArray() : [];
        return error;
    }

    private static MqttError Rewrite(ReadOnlySpan<byte> packet, in MqttFrame frame, MqttVersion from, MqttVersion to,
        ArrayBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> body = packet[frame.HeaderLength..];
        MqttError error;
        switch (frame.Type)
        {
            case MqttPacketType.Connect:
                error = MqttConnect.TryRead(body, out MqttConnect connect);
                if (error == MqttError.None)
                {
                    MqttWriter.Connect(output, connect);
                }

                return error;
            case MqttPacketType.ConnAck:
                error = MqttConnAck.TryRead(body, from, out MqttConnAck answer);
                MqttWriter.ConnAck(output, to, answer.SessionPresent, answer.Code, answer.Properties);
                return error;
            case MqttPacketType.Publish:
                error = MqttPublish.TryRead(packet, frame, from, out MqttPublish publish);
                if (error == MqttError.None)
                {
                    MqttWriter.Publish(
                        output, to, packet.Slice(publish.TopicStart, publish.TopicLength),
                        packet.Slice(publish.PayloadStart, publish.PayloadLength), publish.Qos,
                        publish.PacketId, publish.Retain, publish.Duplicate,
                        new MqttProperties(packet.Slice(publish.PropertiesStart, publish.PropertiesLength)));
                }

                return error;
            case MqttPacketType.Subscribe or MqttPacketType.Unsubscribe:
                error = MqttSubscribe.TryRead(body, frame.Type, from, out MqttSubscribe subscribe);
                if (error == MqttError.None)
                {
                    MqttWriter.Subscribe(output, frame.Type, to, subscribe.PacketId,
                        Filters(subscribe, frame.Type, from), subscribe.Properties);
                }

                return error;
            case MqttPacketType.SubAck or MqttPacketType.UnsubAck:
                error = MqttSubAck.TryRead(body, frame.Type, from, out MqttSubAck ack);
                MqttWriter.SubAck(output, frame.Type, to, ack.PacketId, ack.Codes, ack.Properties);
                return error;
            case MqttPacketType.PingReq or MqttPacketType.PingResp:
                MqttWriter.Ping(output, frame.Type);
                return body.IsEmpty ? MqttError.None : MqttError.TrailingBytes;
            default:
                error = MqttAck.TryRead(body, frame.Type, from, out MqttAck other);
                MqttWriter.Ack(output, frame.Type, to, other.PacketId, other.Reason, other.Properties);
                return error;
        }
    }

    private static List<(byte[] Filter, byte Options)> Filters(in MqttSubscribe subscribe, MqttPacketType type, MqttVersion version)
    {
        var filters = new List<(byte[], byte)>();
        var reader = new MqttReader(subscribe.Filters);
        while (!reader.IsAtEnd)
        {
            MqttSubscription one = MqttSubscription.Read(ref reader, version, type == MqttPacketType.Subscribe);
            filters.Add((one.Filter.ToArray(), one.Options));
        }

        return filters;
    }
}
