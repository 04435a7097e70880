using System.Buffers;

namespace HotStream.Mqtt;

/// <summary>
/// What is still to be acknowledged on one session, in the order it was received. A message is acknowledged once its record, by its number,
/// is far enough: PUBACK for QoS 1, PUBREC for QoS 2 (which passes the responsibility on, so it too must wait),
/// then PUBCOMP for every PUBREL.
/// <para>Identifiers stay known until the sender may use them again: until PUBACK is sent, or PUBREL came. A known message that comes again
/// is not stored again, on this connection or the next of the same session.</para>
/// Thread-safe; the lock is taken once for many messages, or once for one that is QoS 2 or comes again.
/// </summary>
internal sealed class MqttAcks(bool knowsQos1)
{
    private volatile bool _knowsQos1 = knowsQos1;
    private readonly Lock _gate = new();
    private readonly Queue<MqttAckEntry> _waiting = [];
    private readonly Dictionary<ushort, long> _known = [];

    /// <summary>Whether QoS 1 messages are known too: where the other side may send them again to the same session.</summary>
    public bool KnowsQos1
    {
        get => _knowsQos1;
        set => _knowsQos1 = value;
    }

    /// <summary>Messages that are not acknowledged yet, on this connection.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Whether a message is one that was stored before; it is then acknowledged (again) in its turn.</summary>
    public bool IsAgain(ushort packetId, byte qos)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(packetId, out long record))
            {
                return false;
            }

            _waiting.Enqueue(new MqttAckEntry(packetId, qos, record));
            return true;
        }
    }

    /// <summary>Messages that are being stored, in order.</summary>
    public void Add(ReadOnlySpan<MqttAckEntry> entries)
    {
        lock (_gate)
        {
            foreach (ref readonly MqttAckEntry entry in entries)
            {
                _waiting.Enqueue(entry);
                if (_knowsQos1 || entry.Qos == 2)
                {
                    _known[entry.PacketId] = entry.Record;
                }
            }
        }
    }

    /// <summary>Writes the acknowledgements that are due, in order.</summary>
    /// <param name="upTo">Number of the last record that is far enough.</param>
    /// <param name="version">Version of the connection.</param>
    /// <param name="output">Where they go.</param>
    public void Take(long upTo, MqttVersion version, IBufferWriter<byte> output)
    {
        lock (_gate)
        {
            while (_waiting.TryPeek(out MqttAckEntry first) && first.Record <= upTo)
            {
                _waiting.Dequeue();
                MqttWriter.Ack(output, first.Qos == 2 ? MqttPacketType.PubRec
                    : MqttPacketType.PubAck, version, first.PacketId, first.Reason);
                if (first.Qos == 1 || (first.Reason != MqttReason.Success && version == MqttVersion.V5)) // a refused one gets no PUBREL
                {
                    _known.Remove(first.PacketId);
                }
            }
        }
    }

    /// <summary>PUBREL came: the identifier is free. Returns whether it was known.</summary>
    public bool Release(ushort packetId)
    {
        lock (_gate)
        {
            return _known.Remove(packetId);
        }
    }

    /// <summary>A new connection: the other side sends again what it has not seen acknowledged, if it still knows the session.</summary>
    public void Reconnect(bool sessionPresent)
    {
        lock (_gate)
        {
            _waiting.Clear();
            if (!sessionPresent)
            {
                _known.Clear();
            }
        }
    }

    /// <summary>Records after a number are lost to a failed batch and must be sent again; numbers begin anew.</summary>
    public void ForgetAfter(long committed)
    {
        lock (_gate)
        {
            _waiting.Clear();
            foreach ((ushort id, long record) in _known)
            {
                if (record > committed)
                {
                    _known.Remove(id);
                }
                else
                {
                    _known[id] = 0;
                }
            }
        }
    }
}
