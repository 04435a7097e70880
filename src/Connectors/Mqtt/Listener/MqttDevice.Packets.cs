namespace HotStream.Mqtt;

/// <summary>
/// What a device sends. Its messages are received into slabs and become records in place; what it says before it is known, and what it has
/// not finished when it falls silent, is held aside.
/// </summary>
internal sealed partial class MqttDevice<T, TRecord>
{
    private ReadOnlySpan<byte> Unread => _writer is null ? _held.Bytes : _writer.Unread;

    private Span<byte> GetBuffer()
    {
        if (_writer is null)
        {
            Span<byte> room = _held.GetBuffer();
            return room[..Math.Min(room.Length, Math.Max(LeastRoom, _missing))];
        }

        // A long packet gets room for as much as has come already, whatever it announced.
        return _missing > LeastRoom
            ? _writer.GetBuffer(Math.Min(_missing, Math.Max(LeastRoom, _writer.Unread.Length))) : _writer.GetBuffer();
    }

    private void Advance(int count)
    {
        if (_writer is null)
        {
            _held.Advance(count);
            Charge();
        }
        else
        {
            _writer.Advance(count);
        }
    }

    private void Consume(int count)
    {
        if (_writer is null)
        {
            _held.Consume(count);
        }
        else
        {
            _writer.Consume(count);
        }
    }

    /// <summary>A message is complete: it, and all behind it, goes into a slab.</summary>
    private void ToSlab()
    {
        SlabWriter<T> writer = _session!.Open();
        _inbox!.Use(writer);
        ReadOnlySpan<byte> held = _held.Bytes;
        held.CopyTo(writer.GetBuffer(held.Length));
        writer.Advance(held.Length);
        _held.Clear();
        _writer = writer;
        Charge();
    }

    /// <summary>What is unread does not keep a slab.</summary>
    private void PutAside()
    {
        if (_writer is { } writer)
        {
            _inbox!.HandOver();
            _held.Append(writer.Unread);
            writer.Consume(writer.Unread.Length);
            _writer = null;
            Charge();
        }
    }

    private void Charge()
    {
        int held = _held.Capacity;
        if (held != _charged)
        {
            _host.Hold(held - _charged);
            Volatile.Write(ref _charged, held);
        }
    }

    /// <summary>Remembers since when a packet is unfinished, and does not grow.</summary>
    private void NoteProgress()
    {
        int left = _brake.IsOn ? 0 : Unread.Length;
        if (left == 0)
        {
            Volatile.Write(ref _unfinishedSince, 0);
        }
        else if (Volatile.Read(ref _unfinishedSince) == 0 || left < _unfinishedBytes || left - _unfinishedBytes >= LeastProgress)
        {
            Volatile.Write(ref _unfinishedSince, Environment.TickCount64);
            _unfinishedBytes = left;
        }
    }

    /// <summary>Takes the packets that are complete. Returns whether the device said good-bye.</summary>
    private bool TakePackets()
    {
        _missing = 0;
        while (true)
        {
            ReadOnlySpan<byte> unread = Unread;
            MqttError error = MqttFrame.TryRead(unread, IsKnown ? _host.PacketBytesMax
                : _host.Options.ConnectBytesMax, out MqttFrame frame);
            if (error == MqttError.Incomplete)
            {
                _missing = frame.Length == 0 ? 0 : frame.Length - unread.Length;
                return false;
            }

            bool goodBye = false;
            if (error == MqttError.None)
            {
                bool isMessage = frame.Type == MqttPacketType.Publish && _inbox is not null;
                if (isMessage && _writer is null)
                {
                    ToSlab();
                    continue;
                }

                if (isMessage && !_brake.MayTake(frame.Length))
                {
                    return false;
                }

                error = isMessage ? TakePublish(_inbox!, frame)
                    : _inbox is null ? Greet(unread[frame.HeaderLength..frame.Length], frame)
                    : _answers!.Take(unread[frame.HeaderLength..frame.Length], frame, out goodBye);
            }

            if (error != MqttError.None)
            {
                Refuse(error, frame, unread);
            }

            Consume(frame.Length);
            if (goodBye || (_greeting is not null && !IsKnown && !TryWelcome()))
            {
                return goodBye;
            }
        }
    }

    private MqttError TakePublish(MqttInbox<T, TRecord> inbox, in MqttFrame frame)
    {
        MqttError error = frame.Length > _host.PayloadBytesMax && IsTooLong(frame) ? MqttError.PacketTooLarge : inbox.Take(frame);
        return error == MqttError.None && inbox.Unacknowledged > _host.Options.ReceiveMaximum
            ? throw new MqttConnectionException($"{Peer} sent more messages than the receive maximum of {_host.Options.ReceiveMaximum} "
            + "before the first was acknowledged.", MqttReason.ReceiveMaximumExceeded)
            : error;
    }

    private bool IsTooLong(in MqttFrame frame) =>
        MqttPublish.TryRead(Unread, frame, _greeting!.Version, out MqttPublish publish) == MqttError.None
        && publish.PayloadLength > _host.PayloadBytesMax;

    private void Refuse(MqttError error, in MqttFrame frame, ReadOnlySpan<byte> unread)
    {
        string reason = error != MqttError.PacketTooLarge ? MqttErrors.Describe(error)
            : !IsKnown ? $"a packet of {frame.Length} bytes of a device that has not said who it is, where at most "
            + $"{_host.Options.ConnectBytesMax} are taken (MqttListenerOptions.ConnectBytesMax)"
            : $"a packet of {frame.Length} bytes, whose payload is larger than the maximum of {_host.PayloadBytesMax}; raise "
            + "MqttListenerOptions.PayloadBytesMax or correct the device";

        // Nothing is shown of what comes before the device is known: a CONNECT, good or bad, has a password in it.
        byte[] record = IsKnown ? unread[..Math.Min(unread.Length, frame.Length)].ToArray() : [];
        _host.Refuse(new DeadLetter(Peer, $"message {_session?.Next ?? 1}", IsKnown ? reason
            : $"{reason}; what it sent is not shown, as it may hold a password", frame.Length, record));
        throw MqttConnectionException.Of(error, Peer);
    }

    private MqttError Greet(ReadOnlySpan<byte> body, in MqttFrame frame)
    {
        if (frame.Type != MqttPacketType.Connect)
        {
            return MqttError.UnexpectedPacket;
        }

        MqttError error = MqttGreeting.TryRead(body, _host, _address, _channel.Certificate, out MqttGreeting? greeting);
        if (error == MqttError.BadProtocolVersion)
        {
            _channel.Write(MqttGreeting.UnknownVersion());
        }

        if (greeting is not null && greeting.Refusal != MqttReason.Success)
        {
            _channel.Write(greeting.Refuse(greeting.Refusal));
            throw new MqttConnectionException($"{Peer} was refused: {MqttReason.Describe(greeting.Refusal)}.", reason: 0);
        }

        _greeting = greeting;
        return error;
    }

    /// <summary>Lets the device in when its session is free. Returns whether it is.</summary>
    private bool TryWelcome()
    {
        MqttGreeting greeting = _greeting!;
        MqttDeviceSession<T, TRecord>? session;
        try
        {
            session = _endText is null ? _sessions.Enter(this, greeting.Login) : null;
        }
        catch (MqttConnectionException refused)
        {
            _channel.Write(greeting.Refuse(refused.Reason));
            throw new MqttConnectionException(refused.Message, reason: 0);
        }

        if (session is null)
        {
            return false;
        }

        lock (session.Writing)
        {
            _session = session;
            bool isPresent = !session.IsNew && !greeting.CleanStart;
            if (!isPresent)
            {
                _host.Router.Forget(session.Mailbox);
                session.Mailbox.Clear();
            }

            session.Rest();
            session.LateWill = null;
            session.IsNew = false;
            session.ExpirySeconds = greeting.ExpirySeconds;
            session.Acks.KnowsQos1 = greeting.ExpirySeconds > 0;
            session.Acks.Reconnect(isPresent);
            _door = new MqttDoor(_host, session.Mailbox, greeting.Login);
            _answers = new MqttAnswers(greeting.Version, _host, _channel, session.Acks, session.Mailbox, _door);
            _inbox = new MqttInbox<T, TRecord>(writer: null, session.Acks, _channel, greeting.Version, _host.Options.Acknowledge,
                MqttGreeting.TopicAliasMaximum, _door);
            // known before it is accepted: who has our CONNACK may not be taken for a stranger any more
            _channel.Write(greeting.Accept(_host, isPresent));
            _channel.Drained = session.Mailbox.GoOn;
            session.Mailbox.Open(_channel, greeting.Version, greeting.ReceiveMaximum, greeting.PacketBytesMax);
            return true;
        }
    }
}
