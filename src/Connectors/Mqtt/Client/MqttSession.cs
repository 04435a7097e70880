using System.Buffers;
using System.Net.Sockets;

namespace HotStream.Mqtt;

/// <summary>
/// One connection to a broker: greets, subscribes, reads. Everything that may come is understood from the first byte on, since a resumed
/// session sends messages before the subscription is answered. One thread reads; <see cref="Acknowledge"/>,
/// <see cref="KeepAlive"/> and the end come from others.
/// </summary>
internal sealed class MqttSession<T, TRecord>(MqttTransport transport, SlabWriter<T> writer, MqttAcks acks, MqttOptions options,
    string broker, Action<DeadLetter> deadLetters)
    where TRecord : struct, IMqttRecord<T>
{
    private const int LeastRoom = 4096;
    private const int GoodByeMilliseconds = 2000;

    private readonly ArrayBufferWriter<byte> _output = new();
    private volatile MqttInbox<T, TRecord>? _inbox;
    private long _pingSent; // ticks; 0 when no answer is owed
    private int _skipping;  // bytes still to come of a packet that is too large
    private long _keepAliveMilliseconds = (long)options.KeepAlive.TotalMilliseconds;

    /// <summary>Greets the broker and waits for its answer.</summary>
    /// <exception cref="MqttConnectionException">The broker does not want us; the message says why.</exception>
    public void Greet(IReadOnlyList<MqttTopic> topics, string clientId, bool isFirst)
    {
        transport.SilenceMax = (long)options.ConnectTimeout.TotalMilliseconds;
        MqttHello.Connect(_output, options, clientId, isFirst);
        Send();
        while (_inbox is null)
        {
            Receive();
            MqttError error = MqttFrame.TryRead(writer.Unread, options.PacketBytesMax, out MqttFrame frame);
            if (error == MqttError.None)
            {
                error = frame.Type == MqttPacketType.ConnAck ? TakeConnAck(frame) : MqttError.UnexpectedPacket;
                writer.Consume(error == MqttError.None ? frame.Length : 0);
            }

            ThrowIf(error);
        }

        transport.SilenceMax = 0; // from now on pings find out whether it is alive
        MqttHello.Subscribe(_output, options.Version, topics);
        Send();
    }

    /// <summary>Takes what came with the greeting, then reads until the broker or the stop ends it. Returns whether the stop did.</summary>
    public bool ReadAll(Action progress, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                int missing = TakePackets();
                if (_inbox!.Flush())
                {
                    _inbox.SendAcks();
                }

                Send();
                progress();
                if (!Receive(missing))
                {
                    return stop.IsCancellationRequested;
                }
            }
        }
        finally
        {
            _inbox!.HandOver(); // good messages before a bad one are good
        }
    }

    /// <summary>Sends the acknowledgements that are due.</summary>
    public void Acknowledge() => _inbox?.SendAcks();

    /// <summary>Sends a ping when it is time; ends the connection when the last one was not answered. Any one thread.</summary>
    public void KeepAlive()
    {
        long now = Environment.TickCount64;
        long sent = Volatile.Read(ref _pingSent);
        if (_keepAliveMilliseconds == 0 || _inbox is null)
        {
            return;
        }

        if (sent != 0 && transport.IsReading && now - sent > _keepAliveMilliseconds)
        {
            transport.Abort(); // the reader says that the broker is gone
        }
        else if (sent == 0 && now - transport.LastWrite >= _keepAliveMilliseconds / 2)
        {
            Volatile.Write(ref _pingSent, now);
            transport.Write([(byte)MqttPacketType.PingReq << 4, 0]);
        }
    }

    /// <summary>Says good-bye and waits a little until the broker has heard it, and all acknowledgements before it.</summary>
    public void Leave()
    {
        Say(MqttReason.Success);
        transport.Finish();
        transport.Linger(Environment.TickCount64 + GoodByeMilliseconds);
        transport.Dispose();
    }

    /// <summary>Ends the connection, whoever reads.</summary>
    public void Abort() => transport.Abort();

    private bool Receive(int missing = 0)
    {
        Span<byte> buffer = missing > LeastRoom ? writer.GetBuffer(missing) : writer.GetBuffer();
        int count = transport.Read(buffer);
        writer.Advance(count);
        if (count == 0 && _inbox is null)
        {
            throw new MqttConnectionException(
                $"{broker} ended the connection before it answered; is it a broker of MQTT {Name(options.Version)}, and is TLS wanted?",
                reason: 0);
        }

        return count > 0;
    }

    /// <summary>Takes whole packets; returns how much is missing of the next.</summary>
    private int TakePackets()
    {
        while (true)
        {
            if (_skipping > 0)
            {
                int skipped = Math.Min(_skipping, writer.Unread.Length);
                writer.Consume(skipped);
                _skipping -= skipped;
            }

            ReadOnlySpan<byte> unread = writer.Unread;
            MqttError error = MqttFrame.TryRead(unread, options.PacketBytesMax, out MqttFrame frame);
            if (error == MqttError.PacketTooLarge && options.Version == MqttVersion.V311 && frame.Type == MqttPacketType.Publish)
            {
                if (!TrySkip(unread, frame))
                {
                    return LeastRoom;
                }

                continue;
            }

            if (error == MqttError.None && frame.Length > options.PayloadBytesMax && frame.Type == MqttPacketType.Publish
                && IsTooLarge(unread, frame))
            {
                TrySkip(unread, frame);
                continue;
            }

            if (error == MqttError.Incomplete)
            {
                return frame.Length == 0 ? 0 : frame.Length - unread.Length;
            }

            if (error == MqttError.None)
            {
                error = frame.Type == MqttPacketType.Publish ? _inbox!.Take(frame) : Take(unread[frame.HeaderLength..frame.Length], frame);
            }

            ThrowIf(error);
            writer.Consume(frame.Length);
        }
    }

    private bool IsTooLarge(ReadOnlySpan<byte> unread, in MqttFrame frame) =>
        MqttPublish.TryRead(unread, frame, options.Version, out MqttPublish publish) == MqttError.None
        && publish.PayloadLength > options.PayloadBytesMax;

    /// <summary>
    /// A message that is too large: the broker would send it again at every reconnect, so it becomes a dead letter and is acknowledged in
    /// its turn. The letter has its payload as far as it is here.
    /// </summary>
    private bool TrySkip(ReadOnlySpan<byte> unread, in MqttFrame frame)
    {
        int at = frame.HeaderLength + 2;
        int idEnd = unread.Length < at ? int.MaxValue : at + ((unread[at - 2] << 8) | unread[at - 1]) + 2;
        int qos = (frame.Flags >> 1) & 3;
        if (idEnd > unread.Length || qos == 3)
        {
            return qos == 3 ? throw MqttConnectionException.Of(MqttError.BadQos, broker) : false;
        }

        deadLetters(new DeadLetter(
            broker,
            $"topic {PlainText.Of(unread[at..(idEnd - 2)])}",
            $"the payload of a message of {frame.Length} bytes is larger than the maximum of {options.PayloadBytesMax}; raise "
            + "MqttOptions.PayloadBytesMax or correct the sender",
            Math.Max(frame.Length - PayloadStart(unread, qos > 0 ? idEnd : idEnd - 2), 0),
            unread[Math.Min(unread.Length, PayloadStart(unread, qos > 0 ? idEnd : idEnd - 2))..Math.Min(unread.Length, frame.Length)]
            .ToArray()));
        if (qos > 0)
        {
            _inbox!.Skip((ushort)((unread[idEnd - 2] << 8) | unread[idEnd - 1]), (byte)qos);
        }

        _skipping = frame.Length;
        return true;
    }

    /// <summary>Where the payload begins behind topic and identifier: after the properties, in MQTT 5, if their length is here.</summary>
    private int PayloadStart(ReadOnlySpan<byte> unread, int at)
    {
        if (options.Version != MqttVersion.V5)
        {
            return at;
        }

        int length = 0;
        for (int i = 0; i < 4 && at < unread.Length; i++)
        {
            byte b = unread[at++];
            length |= (b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                break;
            }
        }

        return at + length;
    }

    private MqttError TakeConnAck(in MqttFrame frame)
    {
        MqttError error = MqttConnAck.TryRead(writer.Unread[frame.HeaderLength..frame.Length], options.Version, out MqttConnAck answer);
        if (error != MqttError.None)
        {
            return error;
        }

        if (answer.Code != 0)
        {
            string more = answer.Properties.TryGet(MqttPropertyId.ReasonString, out MqttProperty why)
                ? $" ({PlainText.Of(why.Bytes)})" : "";
            throw new MqttConnectionException(
                $"{broker} refused the connection: {MqttReason.DescribeConnect(answer.Code, options.Version)}{more}. Correct MqttOptions "
                + "(UserName, Password, ClientId, Version) or the broker.", reason: 0);
        }

        if (answer.Properties.TryGetNumber(MqttPropertyId.ServerKeepAlive, out uint seconds))
        {
            _keepAliveMilliseconds = seconds * 1000L;
        }

        acks.Reconnect(answer.SessionPresent);
        _inbox = new MqttInbox<T, TRecord>(writer, acks, transport, options.Version, options.Acknowledge, MqttHello.TopicAliasMaximum);
        return MqttError.None;
    }

    private MqttError Take(ReadOnlySpan<byte> body, in MqttFrame frame)
    {
        switch (frame.Type)
        {
            case MqttPacketType.PubRel:
                MqttError error = MqttAck.TryRead(body, frame.Type, options.Version, out MqttAck release);
                byte reason = acks.Release(release.PacketId) ? MqttReason.Success : MqttReason.PacketIdNotFound;
                MqttWriter.Ack(_output, MqttPacketType.PubComp, options.Version, release.PacketId, reason);
                return error;
            case MqttPacketType.SubAck:
                return TakeSubAck(body, frame.Type);
            case MqttPacketType.PingResp:
                Volatile.Write(ref _pingSent, 0);
                return body.IsEmpty ? MqttError.None : MqttError.TrailingBytes;
            case MqttPacketType.Disconnect when options.Version == MqttVersion.V5:
                error = MqttAck.TryRead(body, frame.Type, options.Version, out MqttAck said);
                return error != MqttError.None ? error : throw new MqttConnectionException(
                    $"{broker} ended the connection: {MqttReason.Describe(said.Reason)}{MqttRefusals.Advice(said.Reason)}.", reason: 0);
            default:
                return MqttError.UnexpectedPacket;
        }
    }

    private MqttError TakeSubAck(ReadOnlySpan<byte> body, MqttPacketType type)
    {
        MqttError error = MqttSubAck.TryRead(body, type, options.Version, out MqttSubAck answer);
        foreach (byte code in answer.Codes)
        {
            if (code >= MqttReason.Unspecified && error == MqttError.None)
            {
                string reason = options.Version == MqttVersion.V5 ? MqttReason.Describe(code) : "return code 128";
                throw new MqttConnectionException(
                    $"{broker} refused a subscription: {reason}. Correct the topics, or what the broker lets this user read.", reason: 0);
            }
        }

        if (error == MqttError.None)
        {
            options.OnSubscribed?.Invoke();
        }

        return error;
    }

    private void ThrowIf(MqttError error)
    {
        if (error is not (MqttError.None or MqttError.Incomplete))
        {
            var broken = MqttConnectionException.Of(error, broker);
            if (options.Version == MqttVersion.V5)
            {
                Say(broken.Reason); // 3.1.1 knows only a good-bye, which would take back the will
            }

            throw broken;
        }
    }

    private void Say(byte reason)
    {
        try
        {
            var packet = new ArrayBufferWriter<byte>();
            MqttWriter.Ack(packet, MqttPacketType.Disconnect, options.Version, reason: reason);
            transport.Write(packet.WrittenSpan);
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
        {
            // nobody listens any more
        }
    }

    private void Send()
    {
        if (_output.WrittenCount > 0)
        {
            transport.Write(_output.WrittenSpan);
            _output.ResetWrittenCount();
        }
    }

    private static string Name(MqttVersion version) => version == MqttVersion.V5 ? "5" : "3.1.1";
}
