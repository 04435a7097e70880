using System.Buffers;

namespace HotStream.Mqtt;

/// <summary>
/// A listener's answers to everything but CONNECT and PUBLISH: pings, the second half of QoS 2, subscriptions, and what the
/// device says of messages it was sent.
/// </summary>
internal sealed class MqttAnswers(MqttVersion version, IMqttListenerHost host, IMqttWire wire, MqttAcks acks,
    MqttMailbox mailbox, MqttDoor door)
{
    private readonly ArrayBufferWriter<byte> _output = new(64);

    /// <summary>How long the device wants its session to be kept, said as it left.</summary>
    public uint? NewExpirySeconds { get; private set; }

    /// <summary>Takes a packet; the answer is sent with <see cref="Send"/>.</summary>
    /// <exception cref="MqttConnectionException">The device asks for the end, or has earned it.</exception>
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
            case MqttPacketType.PubAck:
                MqttError error = MqttAck.TryRead(body, frame.Type, version, out MqttAck taken);
                if (error == MqttError.None)
                {
                    mailbox.Acknowledge(taken.PacketId); // one that is not known was taken on an earlier connection
                }

                return error;
            case MqttPacketType.Subscribe:
                return Subscribe(body);
            case MqttPacketType.Unsubscribe:
                return Unsubscribe(body);
            case MqttPacketType.Disconnect:
                error = MqttAck.TryRead(body, frame.Type, version, out MqttAck said);
                NewExpirySeconds = error == MqttError.None
                    && said.Properties.TryGetNumber(MqttPropertyId.SessionExpiry, out uint seconds) ? seconds : null;
                goodBye = said.Reason != MqttReason.DisconnectWithWill;
                return error != MqttError.None || goodBye ? error
                    : throw new MqttConnectionException("The device left and asked for its will to be published.", reason: 0);
            default:
                return MqttError.UnexpectedPacket;
        }
    }

    /// <summary>Sends the answers to what was taken.</summary>
    public void Send()
    {
        if (_output.WrittenCount > 0)
        {
            wire.Write(_output.WrittenSpan);
            _output.ResetWrittenCount();
        }
    }

    /// <summary>Says why the connection ends. Any thread.</summary>
    public void Disconnect(byte reason)
    {
        var packet = new ArrayBufferWriter<byte>();
        MqttWriter.Ack(packet, MqttPacketType.Disconnect, version, reason: reason);
        wire.Write(packet.WrittenSpan);
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

    private MqttError Subscribe(ReadOnlySpan<byte> body)
    {
        const int SendAlways = 0;
        const int SendWhenNew = 1;

        MqttError error = MqttSubscribe.TryRead(body, MqttPacketType.Subscribe, version, out MqttSubscribe subscribe);
        if (error != MqttError.None)
        {
            return error;
        }

        if (subscribe.Properties.TryGetNumber(MqttPropertyId.SubscriptionIdentifier, out _))
        {
            throw new MqttConnectionException(
                "The device gives a subscription an identifier, although the listener announced that it takes none.",
                MqttReason.SubscriptionIdentifiersNotSupported);
        }

        var codes = new byte[subscribe.Count];
        var sendsRetained = new bool[subscribe.Count];
        var walk = new MqttReader(subscribe.Filters);
        for (int i = 0; i < codes.Length; i++)
        {
            MqttSubscription one = MqttSubscription.Read(ref walk, version, hasOptions: true);
            bool isNew = false;
            byte code = door.May(MqttAccessKind.Subscribe, one.Filter, default, one.Qos, retain: false)
                ? host.Router.Subscribe(mailbox, one.Filter, one.Options, out isNew)
                : MqttReason.NotAuthorized;
            int handling = one.Options >> 4;
            sendsRetained[i] = code < MqttReason.Unspecified && (handling == SendAlways || (handling == SendWhenNew && isNew));
            codes[i] = code < MqttReason.Unspecified || version == MqttVersion.V5 ? code : MqttReason.SubscriptionFailed;
        }

        MqttWriter.SubAck(_output, MqttPacketType.SubAck, version, subscribe.PacketId, codes);
        Send(); // before what is retained
        walk = new MqttReader(subscribe.Filters);
        for (int i = 0; i < codes.Length; i++)
        {
            MqttSubscription one = MqttSubscription.Read(ref walk, version, hasOptions: true);
            if (sendsRetained[i])
            {
                host.Router.SendRetained(mailbox, one.Filter, codes[i]);
            }
        }

        return MqttError.None;
    }

    private MqttError Unsubscribe(ReadOnlySpan<byte> body)
    {
        MqttError error = MqttSubscribe.TryRead(body, MqttPacketType.Unsubscribe, version, out MqttSubscribe subscribe);
        if (error != MqttError.None)
        {
            return error;
        }

        var codes = new byte[subscribe.Count];
        var walk = new MqttReader(subscribe.Filters);
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = host.Router.Unsubscribe(mailbox, MqttSubscription.Read(ref walk, version, hasOptions: false).Filter)
                ? MqttReason.Success : MqttReason.NoSubscriptionExisted;
        }

        MqttWriter.SubAck(_output, MqttPacketType.UnsubAck, version, subscribe.PacketId, codes);
        return MqttError.None;
    }
}
