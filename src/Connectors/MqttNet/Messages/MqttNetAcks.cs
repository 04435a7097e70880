using MQTTnet;

namespace HotStream.MqttNet;

/// <summary>
/// What is still to be acknowledged, in the order it was received. A message is acknowledged on the connection it came over, once its
/// record, by its number, is committed. An identifier is known until then: a message that is sent again meanwhile, over another connection
/// of the session, is not stored again, and is acknowledged there. Thread-safe.
/// </summary>
internal sealed class MqttNetAcks
{
    private readonly Lock _gate = new();
    private readonly Queue<(MqttNetReceived Message, long Record)> _waiting = [];
    private readonly Dictionary<ushort, long> _known = [];
    private int _connection;

    /// <summary>Number of the connection there is, or was last.</summary>
    public int Connection
    {
        get
        {
            lock (_gate)
            {
                return _connection;
            }
        }
    }

    /// <summary>A connection is about to be made: over it, the other side sends again what it saw no acknowledgement of.</summary>
    public void BeginConnection()
    {
        lock (_gate)
        {
            _connection++;
            _waiting.Clear();
        }
    }

    /// <summary>The other side remembers nothing of the connections before.</summary>
    public void ForgetSession()
    {
        lock (_gate)
        {
            _known.Clear();
        }
    }

    /// <summary>Whether a message is stored already, and its batch not done; it is then acknowledged in its turn.</summary>
    public bool IsAgain(in MqttNetReceived message)
    {
        lock (_gate)
        {
            if (!message.IsDuplicate || !_known.TryGetValue(message.PacketId, out long record))
            {
                return false;
            }

            Note(message, record);
            return true;
        }
    }

    /// <summary>A message is stored, or refused, as a record or behind it.</summary>
    public void Add(in MqttNetReceived message, long record)
    {
        lock (_gate)
        {
            _known[message.PacketId] = record;
            Note(message, record);
        }
    }

    /// <summary>The next message to be acknowledged.</summary>
    /// <param name="committed">Number of the last record whose batch is done.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryTake(long committed, out MqttApplicationMessageReceivedEventArgs? message)
    {
        lock (_gate)
        {
            if (_waiting.TryPeek(out (MqttNetReceived Message, long Record) first) && first.Record <= committed)
            {
                _waiting.Dequeue();
                _known.Remove(first.Message.PacketId);
                message = first.Message.Event;
                return true;
            }

            message = null;
            return false;
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

    private void Note(in MqttNetReceived message, long record)
    {
        if (message.Connection == _connection)
        {
            _waiting.Enqueue((message, record));
        }
    }
}
