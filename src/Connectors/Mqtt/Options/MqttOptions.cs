using HotStream.Mqtt;

namespace HotStream;

/// <summary>How a stream of a broker's messages connects and subscribes. Setters refuse what cannot work.</summary>
public sealed class MqttOptions : MqttConnectionOptions
{
    private int _receiveMaximum = ushort.MaxValue;
    private int _payloadBytesMax = 1024 * 1024;
    private TimeSpan _sessionExpiry = TimeSpan.FromHours(1);

    /// <summary>
    /// Our name with the broker, one for each connection. With a name the broker keeps our session while we are gone, unless
    /// <see cref="CleanStart"/>. Null for a random one, whose session ends with the connection.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary>
    /// Whether the broker forgets an earlier session of <see cref="ClientId"/> when we first connect (3.1.1: at every connection,
    /// and when we go). Default false.
    /// </summary>
    public bool CleanStart { get; set; }

    /// <summary>
    /// How long a broker of MQTT 5 keeps the session of <see cref="ClientId"/> while we are gone, in whole seconds. Default one hour.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 2^32 - 2 seconds.</exception>
    public TimeSpan SessionExpiry
    {
        get => _sessionExpiry;
        set => _sessionExpiry = value >= TimeSpan.Zero && value.TotalSeconds < uint.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(SessionExpiry), value, "A session is kept for 0 to 4294967294 seconds.");
    }

    /// <summary>
    /// QoS 1 and 2 messages that a broker of MQTT 5 may send before the first is acknowledged: with <see cref="MqttAcknowledge.Committed"/>
    /// this bounds the messages of a batch, and what is held. Brokers have a limit of their own too (mosquitto:
    /// <c>max_inflight_messages</c>, 20 unless set). Default 65535.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 65535.</exception>
    public int ReceiveMaximum
    {
        get => _receiveMaximum;
        set => _receiveMaximum = value is >= 1 and <= ushort.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ReceiveMaximum), value, "The receive maximum is 1 to 65535.");
    }

    /// <summary>
    /// Largest payload in bytes; topic, properties and headers are not counted. A larger message is not taken: it becomes a dead letter and
    /// is acknowledged in its turn, or the broker would send it again with every connection. A broker of MQTT 5 learns the packet size,
    /// 128 KiB more, when we connect, and keeps back what is larger still. Default 1 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 128 or more than half of <see cref="Slab.MaxCapacity"/>.</exception>
    public int PayloadBytesMax
    {
        get => _payloadBytesMax;
        set => _payloadBytesMax = value is >= 128 and <= Slab.MaxCapacity / 2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(PayloadBytesMax), value,
                $"A payload may have 128 to {Slab.MaxCapacity / 2} bytes.");
    }

    /// <summary>Bytes a packet may have: a payload, and everything beside it.</summary>
    internal int PacketBytesMax => PayloadBytesMax + MqttFrame.HeadersBytesMax;

    /// <summary>When QoS 1 and 2 messages are acknowledged. Default: when their batch is committed.</summary>
    public MqttAcknowledge Acknowledge { get; set; } = MqttAcknowledge.Committed;

    /// <summary>Called on the receiver's thread each time the broker has granted the subscriptions: after every connection.</summary>
    public Action? OnSubscribed { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"client {PlainText.Of(ClientId ?? "without a name")}, {Acknowledge}, {base.ToString()}";
}
