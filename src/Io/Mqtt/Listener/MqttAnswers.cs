using System.Buffers;

namespace HotStream.Io;

/// <summary>A listener's answers to everything but PUBLISH: pings, the second half of QoS 2, and subscriptions, which are refused.</summary>
internal sealed class MqttAnswers(MqttVersion version, MqttTransport transport, MqttAcks acks)
{
    private readonly ArrayBufferWriter<byte> _output = new();

    /// <summary>Takes a packet; the answer is sent with <see cref="Send"/>.</summary>
    public MqttError Take(ReadOnlySpan<byte> body, in MqttFrame frame, out bool goodBye)
    {
        goodBye = false;
        switch (frame.Type)
        {
            case MqttPacketType.PingReq:
                MqttWriter.Ping(_output, MqttPacketType.PingResp);
                return body.IsEmpty ? MqttError.None : MqttError.TrailingBytes;
            case MqttPacketType.PubRel:
                return Release(body);
            case MqttPacketType.Subscribe:
                return Refuse(body, frame.Type, MqttPacketType.SubAck, version == MqttVersion.V5 ? MqttReason.NotSupported : MqttReason.SubscriptionFailed);
            case MqttPacketType.Unsubscribe:
                return Refuse(body, frame.Type, MqttPacketType.UnsubAck, MqttReason.NoSubscriptionExisted);
            case MqttPacketType.Disconnect:
                MqttError error = MqttAck.TryRead(body, frame.Type, version, out MqttAck said);
                goodBye = said.Reason != MqttReason.DisconnectWithWill;
                return error != MqttError.None || goodBye ? error : throw new MqttConnectionException("The device left and asked for its will to be published.", reason: 0);
            default:
                return MqttError.UnexpectedPacket;
        }
    }

    /// <summary>Sends the answers to what was taken.</summary>
    public void Send()
    {
        if (_output.WrittenCount > 0)
        {
            transport.Write(_output.WrittenSpan);
            _output.ResetWrittenCount();
        }
    }

    /// <summary>Says why the connection ends. Any thread.</summary>
    public void Disconnect(byte reason)
    {
        var packet = new ArrayBufferWriter<byte>();
        MqttWriter.Ack(packet, MqttPacketType.Disconnect, version, reason: reason);
        transport.Write(packet.WrittenSpan);
    }

    private MqttError Release(ReadOnlySpan<byte> body)
    {
        MqttError error = MqttAck.TryRead(body, MqttPacketType.PubRel, version, out MqttAck release);
        if (error == MqttError.None)
        {
            byte reason = acks.Release(release.PacketId) ? MqttReason.Success : MqttReason.PacketIdNotFound;
            MqttWriter.Ack(_output, MqttPacketType.PubComp, version, release.PacketId, reason);
        }

        return error;
    }

    private MqttError Refuse(ReadOnlySpan<byte> body, MqttPacketType type, MqttPacketType answer, byte code)
    {
        MqttError error = MqttSubscribe.TryRead(body, type, version, out MqttSubscribe subscribe);
        if (error == MqttError.None)
        {
            var codes = new byte[subscribe.Count];
            Array.Fill(codes, code);
            MqttProperties why = new MqttPropertyWriter().Block(MqttPropertyId.ReasonString, "this listener takes what devices publish and sends nothing"u8).Properties;
            MqttWriter.SubAck(_output, answer, version, subscribe.PacketId, codes, why);
        }

        return error;
    }
}
