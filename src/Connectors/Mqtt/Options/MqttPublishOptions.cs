namespace HotStream;

/// <summary>How records are published to an MQTT broker. Setters refuse what cannot work.</summary>
public sealed class MqttPublishOptions : MqttConnectionOptions
{
    private MqttQos _qos = MqttQos.AtLeastOnce;
    private int _inFlightMax = 1000;
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);
    private int _triesUntilRefused = 3;

    /// <summary>
    /// The beginning of our name with the broker: each partition has a connection, named <c>ClientId-0</c>, <c>ClientId-1</c> and so on.
    /// Null for random names. No session is kept: what was not acknowledged is sent again from here.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary>
    /// <see cref="MqttQos.AtLeastOnce"/> (default): a batch is done when the broker has acknowledged all its messages.
    /// <see cref="MqttQos.AtMostOnce"/>: when they are handed to the network; those under way when a connection breaks are lost.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="MqttQos.ExactlyOnce"/>: what is exactly once on one connection is not
    /// across two processes, so it is not offered.</exception>
    public MqttQos Qos
    {
        get => _qos;
        set => _qos = value is MqttQos.AtMostOnce or MqttQos.AtLeastOnce
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Qos), value, "Messages are published with QoS 0 or 1.");
    }

    /// <summary>Whether the broker keeps the last message of each topic for later subscribers.</summary>
    public bool Retain { get; set; }

    /// <summary>
    /// QoS 1 messages of a partition that are sent before the first is acknowledged. A broker of MQTT 5 may name a lower number (its
    /// receive maximum), which then counts. Default 1000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 65535.</exception>
    public int InFlightMax
    {
        get => _inFlightMax;
        set => _inFlightMax = value is >= 1 and <= ushort.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(InFlightMax), value, "1 to 65535 messages may be in flight.");
    }

    /// <summary>
    /// How often a broker may end the connection on a QoS 1 message that is sent to it alone, before that message becomes a dead letter. A
    /// message is sent alone after two connections in a row ended with nothing acknowledged. Default 3.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int TriesUntilRefused
    {
        get => _triesUntilRefused;
        set => _triesUntilRefused = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(TriesUntilRefused), value, "A message is tried at least once.");
    }

    /// <summary>
    /// How long a partition tries again, with growing, random delays, while the broker is away or refuses for want of room and acknowledges
    /// nothing; then the batch fails. Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        set => _retryFor = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "The time must not be negative.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"client {PlainText.Of(ClientId ?? "without a name")}, {Qos}, {InFlightMax} in flight, "
        + base.ToString();
}
