using System.Net.Security;

namespace HotStream;

/// <summary>How a client connects to an MQTT broker. Setters refuse what cannot work.</summary>
public sealed class MqttOptions
{
    private int _receiveMaximum = ushort.MaxValue;
    private int _packetBytesMax = 1024 * 1024;
    private TimeSpan _keepAlive = TimeSpan.FromSeconds(60);
    private TimeSpan _sessionExpiry = TimeSpan.FromHours(1);
    private TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Version to speak. Default 5; older brokers need 3.1.1.</summary>
    public MqttVersion Version { get; set; } = MqttVersion.V5;

    /// <summary>
    /// Our name with the broker, one for each connection. With a name the broker keeps our session while we are gone, unless <see cref="CleanStart"/>. Null for
    /// a random one, whose session ends with the connection.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary>Whether the broker forgets an earlier session of <see cref="ClientId"/> when we first connect (3.1.1: at every connection, and when we go). Default false.</summary>
    public bool CleanStart { get; set; }

    /// <summary>How long a broker of MQTT 5 keeps the session of <see cref="ClientId"/> while we are gone, in whole seconds. Default one hour.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 2^32 - 2 seconds.</exception>
    public TimeSpan SessionExpiry
    {
        get => _sessionExpiry;
        set => _sessionExpiry = value >= TimeSpan.Zero && value.TotalSeconds < uint.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(SessionExpiry), value, "A session is kept for 0 to 4294967294 seconds.");
    }

    /// <summary>User name; null for none.</summary>
    public string? UserName { get; set; }

    /// <summary>Password; null for none.</summary>
    public string? Password { get; set; }

    /// <summary>Longest silence in either direction, in whole seconds; a ping is sent before, and a broker that does not answer is left. Zero for any. Default 60 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 65535 seconds.</exception>
    public TimeSpan KeepAlive
    {
        get => _keepAlive;
        set => _keepAlive = value >= TimeSpan.Zero && value.TotalSeconds <= ushort.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(KeepAlive), value, "The keep-alive is 0 to 65535 seconds.");
    }

    /// <summary>How long the broker may take to answer when we connect. Default 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan ConnectTimeout
    {
        get => _connectTimeout;
        set => _connectTimeout = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(ConnectTimeout), value, "The time must be positive.");
    }

    /// <summary>
    /// QoS 1 and 2 messages that a broker of MQTT 5 may send before the first is acknowledged: with <see cref="MqttAcknowledge.Committed"/> this bounds the messages of
    /// a batch, and what is held. Brokers have a limit of their own too (mosquitto: <c>max_inflight_messages</c>, 20 unless set). Default 65535.
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
    /// Largest packet in bytes. A broker of MQTT 5 is told and keeps larger messages back; one of 3.1.1 sends them, and they are skipped, acknowledged and
    /// become dead letters. Default 1 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 128 or more than half of <see cref="Slab.MaxCapacity"/>.</exception>
    public int PacketBytesMax
    {
        get => _packetBytesMax;
        set => _packetBytesMax = value is >= 128 and <= Slab.MaxCapacity / 2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(PacketBytesMax), value, $"A packet may have 128 to {Slab.MaxCapacity / 2} bytes.");
    }

    /// <summary>When QoS 1 and 2 messages are acknowledged. Default: when their batch is committed.</summary>
    public MqttAcknowledge Acknowledge { get; set; } = MqttAcknowledge.Committed;

    /// <summary>What the broker publishes when we go without saying good-bye; null for nothing.</summary>
    public MqttLastWill? Will { get; set; }

    /// <summary>
    /// How to speak TLS: own authority (<see cref="SslClientAuthenticationOptions.CertificateChainPolicy"/>), client certificate and so on. Null for plain TCP with
    /// <c>mqtt://</c>, and for the system's authorities with <c>mqtts://</c>.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>Told, on the receiver's thread, each time the broker has granted the subscriptions: after every connection.</summary>
    public Action? OnSubscribed { get; set; }
}
