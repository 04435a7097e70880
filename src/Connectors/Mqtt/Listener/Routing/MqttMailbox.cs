using System.Buffers;

namespace HotStream.Mqtt;

/// <summary>
/// What a device is sent: one for each session, connected or not. Messages of QoS 1 wait here until the device has acknowledged them, over
/// as many connections as that takes; when there are too many, or too many bytes in all mailboxes of the listener, the oldest that was not
/// sent yet gives way. QoS 0 is sent to a connected device that has room for it, and to no other. Thread-safe; nothing here waits.
/// </summary>
internal sealed class MqttMailbox(MqttPostOffice office, string clientId)
{
    private const int FewestUnsent = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _output = new(16);
    private readonly Queue<(MqttMail Mail, bool Retain)> _waiting = new();
    private readonly Dictionary<ushort, (long Order, MqttMail Mail, bool Retain)> _sent = [];
    private MqttChannel? _channel;
    private MqttVersion _version;
    private int _window;
    private int _packetMax;
    private ushort _lastId;
    private long _order;

    /// <summary>Filters of its subscriptions with their options; the router's, under its lock.</summary>
    public Dictionary<string, byte> Filters { get; } = [];

    /// <summary>The device's name.</summary>
    public string ClientId => clientId;

    /// <summary>Whether it has a connection.</summary>
    public bool IsOpen => _channel is not null;

    /// <summary>The device is connected: it is sent what it has not acknowledged, then what waits.</summary>
    /// <param name="channel">Its connection.</param>
    /// <param name="version">What it speaks.</param>
    /// <param name="window">Messages it takes before it has acknowledged the first.</param>
    /// <param name="packetMax">Largest packet it takes.</param>
    public void Open(MqttChannel channel, MqttVersion version, int window, int packetMax)
    {
        lock (_gate)
        {
            (_channel, _version, _window, _packetMax) = (channel, version, Math.Min(window, office.MessagesMax), packetMax);
            foreach ((ushort id, (_, MqttMail mail, bool retain)) in _sent.OrderBy(sent => sent.Value.Order))
            {
                Write(mail, 1, id, retain, again: true);
            }

            SendWaiting();
            Flush();
        }
    }

    /// <summary>The device has taken all that was sent: goes on.</summary>
    public void GoOn()
    {
        lock (_gate)
        {
            SendWaiting();
            Flush();
        }
    }

    /// <summary>The connection is over.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _channel = null;
        }
    }

    /// <summary>The session is over: nothing waits any more.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach ((MqttMail mail, _) in _waiting)
            {
                office.Release(mail.Bytes);
            }

            foreach ((_, MqttMail mail, _) in _sent.Values)
            {
                office.Release(mail.Bytes);
            }

            _waiting.Clear();
            _sent.Clear();
        }
    }

    /// <summary>Sends a message, or keeps it for later, or for good reason does not. Returns whether it did either.</summary>
    /// <param name="mail">The message.</param>
    /// <param name="qos">Quality of service: the smaller one of the message and the subscription, at most 1.</param>
    /// <param name="retain">Whether it is marked as retained.</param>
    public bool Post(MqttMail mail, byte qos, bool retain)
    {
        lock (_gate)
        {
            if (qos == 0)
            {
                // Unsent bytes are for answers: news that may be lost is, when the device does not read them.
                bool mayGo = _channel is { } channel && channel.Unsent <= FewestUnsent && Write(mail, 0, 0, retain, again: false);
                Flush();
                return mayGo;
            }

            if (!MakeRoom(mail))
            {
                return false;
            }

            _waiting.Enqueue((mail, retain));
            SendWaiting();
            Flush();
            return true;
        }
    }

    /// <summary>The device has taken a message. Returns whether it was sent one of this identifier.</summary>
    public bool Acknowledge(ushort packetId)
    {
        lock (_gate)
        {
            if (!_sent.Remove(packetId, out (long, MqttMail Mail, bool) sent))
            {
                return false;
            }

            office.Release(sent.Mail.Bytes);
            SendWaiting();
            Flush();
            return true;
        }
    }

    private bool MakeRoom(MqttMail mail)
    {
        while (_waiting.Count + _sent.Count >= office.MessagesMax || !office.TryTake(mail.Bytes))
        {
            if (!_waiting.TryDequeue(out (MqttMail Mail, bool) oldest))
            {
                office.Drop(clientId);
                return false;
            }

            office.Release(oldest.Mail.Bytes);
            office.Drop(clientId);
        }

        return true;
    }

    private void SendWaiting()
    {
        while (_channel is { } channel && _sent.Count < _window && channel.Unsent <= FewestUnsent
            && _waiting.TryDequeue(out (MqttMail Mail, bool Retain) next))
        {
            do
            {
                _lastId = (ushort)(_lastId == ushort.MaxValue ? 1 : _lastId + 1);
            }
            while (_sent.ContainsKey(_lastId));
            if (Write(next.Mail, 1, _lastId, next.Retain, again: false))
            {
                _sent[_lastId] = (++_order, next.Mail, next.Retain);
                Flush(); // so that what the device has no room for is seen
            }
            else
            {
                office.Release(next.Mail.Bytes); // expired, or larger than the device takes
            }
        }
    }

    private bool Write(MqttMail mail, int qos, ushort id, bool retain, bool again)
    {
        long left = mail.Expires - Environment.TickCount64;
        if (left <= 0 && !again)
        {
            return false;
        }

        byte[] properties = mail.Properties;
        if (_version == MqttVersion.V5 && mail.Expires != long.MaxValue)
        {
            properties = [.. new MqttPropertyWriter().Number(MqttPropertyId.MessageExpiry,
                (uint)Math.Max(1, left / 1000)).Properties.Bytes, .. properties];
        }

        const int IdAndLengths = 2 + 2 + 4;
        if (mail.Topic.Length + mail.Payload.Length + (_version == MqttVersion.V5 ? properties.Length : 0) + MqttFrame.HeaderMax
            + IdAndLengths > _packetMax)
        {
            return false;
        }

        MqttWriter.Publish(_output, _version, mail.Topic, mail.Payload, qos, id, retain, again, new MqttProperties(properties));
        return true;
    }

    private void Flush()
    {
        if (_output.WrittenCount > 0)
        {
            _channel?.Write(_output.WrittenSpan);
            _output.ResetWrittenCount();
        }
    }
}
