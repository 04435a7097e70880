using System.Buffers;

namespace HotStream.Mqtt;

/// <summary>
/// The receiving half of a connection, the same for a listener and a client: PUBLISH packets become records in place, topic aliases are
/// resolved, messages that come again are left out, acknowledgements are noted. One thread, but for <see cref="SendAcks"/>.
/// </summary>
/// <param name="writer">Where records go; null when <see cref="Use"/> says so before the first comes.</param>
/// <param name="acks">What is to be acknowledged.</param>
/// <param name="wire">Where acknowledgements go.</param>
/// <param name="version">Version of the connection.</param>
/// <param name="acknowledge">When messages are acknowledged.</param>
/// <param name="aliasMax">Topic aliases there may be.</param>
/// <param name="door">Looks at messages before they are taken, when it wants to; null when nobody does.</param>
internal sealed class MqttInbox<T, TRecord>(
    SlabWriter<T>? writer, MqttAcks acks, IMqttWire wire, MqttVersion version, MqttAcknowledge acknowledge,
    int aliasMax, MqttDoor? door = null)
    where TRecord : struct, IMqttRecord<T>
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Lock _sending = new();
    private readonly List<MqttAckEntry> _fresh = [];
    private readonly byte[]?[] _aliases = new byte[aliasMax + 1][];
    private SlabWriter<T>? _writer = writer;
    private bool _mayBeDue; // without a batch to announce it
    private long _storedBefore = writer?.Stored ?? 0;
    private long _added = writer?.Stored ?? 0;

    /// <summary>Messages noted that are not acknowledged.</summary>
    public int Unacknowledged => acks.Waiting + _fresh.Count;

    /// <summary>Takes the PUBLISH at the start of the writer's unread bytes; the caller consumes it.</summary>
    public MqttError Take(in MqttFrame frame)
    {
        SlabWriter<T> writer = _writer!;
        ReadOnlySpan<byte> packet = writer.Unread;
        MqttError error = MqttPublish.TryRead(packet, frame, version, out MqttPublish publish);
        if (error == MqttError.None && publish.TopicAlias != 0)
        {
            error = NoteAlias(packet, publish);
        }

        if (error != MqttError.None)
        {
            return error;
        }

        if ((publish.Qos == 2 || publish.Duplicate) && IsAgain(publish)) // of QoS 0 there are no duplicates
        {
            _mayBeDue = true;
            return MqttError.None;
        }

        if (door is not null && door.Looks(publish.Retain) && Ask(door, packet, publish) is var reason and not MqttReason.Success)
        {
            if (publish.Qos > 0)
            {
                _fresh.Add(new MqttAckEntry(publish.PacketId, publish.Qos, _added, reason)); // in its turn
                _mayBeDue = true;
            }

            return MqttError.None;
        }

        if (publish.Qos > 0)
        {
            _fresh.Add(new MqttAckEntry(publish.PacketId, publish.Qos, _added + 1));
        }

        Utf8Slice topic = default;
        Utf8Slice properties = default;
        if (TRecord.IsWhole)
        {
            topic = publish.TopicLength > 0 ? writer.Slice(publish.TopicStart, publish.TopicLength)
                : writer.Copy(_aliases[publish.TopicAlias]);
            properties = writer.Slice(publish.PropertiesStart, publish.PropertiesLength);
        }

        writer.Add(TRecord.Make(topic, writer.Slice(publish.PayloadStart, publish.PayloadLength), properties, publish.Qos, publish.Retain,
            publish.Duplicate), isAcknowledged: publish.Qos > 0);
        _added++;
        return MqttError.None;
    }

    /// <summary>Goes on with another writer, when nothing waits for the one before.</summary>
    public void Use(SlabWriter<T> next)
    {
        lock (_sending)
        {
            _writer = next;
            _storedBefore = _added = next.Stored;
        }
    }

    /// <summary>A message that was left out is acknowledged in its turn all the same.</summary>
    public void Skip(ushort packetId, byte qos) => _fresh.Add(new MqttAckEntry(packetId, qos, _added));

    /// <summary>
    /// Hands over what was taken, and acknowledges it when that is enough. Returns whether somebody should look for acknowledgements that
    /// are due: a block that was full went off before its messages were noted, and its batch may be done already; or a message came again,
    /// or was left out, and nothing before it waits.
    /// </summary>
    public bool Flush()
    {
        bool early = _mayBeDue || (_writer?.Stored > _storedBefore && _fresh.Count > 0);
        _mayBeDue = false;
        HandOver();
        if (acknowledge == MqttAcknowledge.Stored)
        {
            SendAcks();
        }

        return early;
    }

    /// <summary>Hands over what was taken.</summary>
    public void HandOver()
    {
        Note();
        if (_writer is { } writer)
        {
            writer.Publish();
            _storedBefore = writer.Stored;
        }
    }

    /// <summary>Sends the acknowledgements that are due. Any thread.</summary>
    public void SendAcks()
    {
        lock (_sending)
        {
            if (_writer is not { } writer)
            {
                return;
            }

            acks.Take(acknowledge == MqttAcknowledge.Stored ? writer.Stored : writer.Committed, version, _output);
            if (_output.WrittenCount > 0)
            {
                wire.Write(_output.WrittenSpan);
                _output.ResetWrittenCount();
            }
        }
    }

    private byte Ask(MqttDoor door, ReadOnlySpan<byte> packet, in MqttPublish publish) => door.Take(
        publish.TopicLength > 0 ? packet.Slice(publish.TopicStart, publish.TopicLength) : _aliases[publish.TopicAlias],
        packet.Slice(publish.PayloadStart, publish.PayloadLength), packet.Slice(publish.PropertiesStart, publish.PropertiesLength),
        publish.Qos, publish.Retain);

    private bool IsAgain(in MqttPublish publish)
    {
        Note(); // it may be one of those
        return acks.IsAgain(publish.PacketId, publish.Qos);
    }

    private void Note()
    {
        if (_fresh.Count > 0)
        {
            acks.Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_fresh));
            _fresh.Clear();
        }
    }

    private MqttError NoteAlias(ReadOnlySpan<byte> packet, in MqttPublish publish)
    {
        if (publish.TopicAlias > aliasMax)
        {
            return MqttError.UnknownTopicAlias;
        }

        ref byte[]? known = ref _aliases[publish.TopicAlias];
        if (publish.TopicLength == 0)
        {
            return known is null ? MqttError.UnknownTopicAlias : MqttError.None;
        }

        ReadOnlySpan<byte> topic = packet.Slice(publish.TopicStart, publish.TopicLength);
        if (!topic.SequenceEqual(known))
        {
            known = topic.ToArray();
        }

        return MqttError.None;
    }
}
