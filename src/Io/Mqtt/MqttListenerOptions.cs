using System.Net;
using System.Net.Security;

namespace HotStream;

/// <summary>How a listener for MQTT devices behaves. Setters refuse what cannot work.</summary>
public sealed class MqttListenerOptions
{
    private int _connectionsMax = 256;
    private int _packetBytesMax = 1024 * 1024;
    private int _receiveMaximum = ushort.MaxValue;
    private int? _messagesPerSecondMax;
    private long? _bytesPerSecondMax;
    private TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Where to listen. Default: this machine only; <see cref="IPAddress.Any"/> lets the network in.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>Devices at a time; more are refused. Each has a thread and 64 KiB. Default 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int ConnectionsMax
    {
        get => _connectionsMax;
        set => _connectionsMax = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(ConnectionsMax), value, "At least one device must be able to connect.");
    }

    /// <summary>Largest packet in bytes, topic and headers included; a device that sends a larger one is disconnected, and a dead letter says so. Default 1 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 128 or more than half of <see cref="Slab.MaxCapacity"/>.</exception>
    public int PacketBytesMax
    {
        get => _packetBytesMax;
        set => _packetBytesMax = value is >= 128 and <= Slab.MaxCapacity / 2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(PacketBytesMax), value, $"A packet may have 128 to {Slab.MaxCapacity / 2} bytes.");
    }

    /// <summary>QoS 1 and 2 messages a device may send before the first is acknowledged; told to devices that speak MQTT 5. Default 65535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 65535.</exception>
    public int ReceiveMaximum
    {
        get => _receiveMaximum;
        set => _receiveMaximum = value is >= 1 and <= ushort.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ReceiveMaximum), value, "The receive maximum is 1 to 65535.");
    }

    /// <summary>
    /// Messages a second that are taken from one device, with a burst of one second's worth after a silence; null for any, which is the default. A device above
    /// it is not read from until it may go on, so its sending slows down and nothing is lost; its pings and acknowledgements wait too. The time is counted in
    /// <c>hotstream.mqtt.pause.duration</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than a billion.</exception>
    public int? MessagesPerSecondMax
    {
        get => _messagesPerSecondMax;
        set => _messagesPerSecondMax = value is null or (>= 1 and <= 1_000_000_000)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MessagesPerSecondMax), value, "A device may send 1 to 1000000000 messages a second; null is any number.");
    }

    /// <summary>
    /// Bytes a second of PUBLISH packets that are taken from one device, in the manner of <see cref="MessagesPerSecondMax"/>; both limits may be set. A message
    /// of more than a second's bytes is taken, and paid for by the pause after it. Null for any, which is the default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 128.</exception>
    public long? BytesPerSecondMax
    {
        get => _bytesPerSecondMax;
        set => _bytesPerSecondMax = value is null or >= 128
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BytesPerSecondMax), value, "A device may send 128 bytes a second or more; null is any number.");
    }

    /// <summary>How long a device that has connected may take to say who it is. Default 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan ConnectTimeout
    {
        get => _connectTimeout;
        set => _connectTimeout = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(ConnectTimeout), value, "The time must be positive.");
    }

    /// <summary>When QoS 1 and 2 messages are acknowledged. Default: when their batch is committed.</summary>
    public MqttAcknowledge Acknowledge { get; set; } = MqttAcknowledge.Committed;

    /// <summary>Says whether a device may connect; null lets everybody in. Called on the connection's thread, for several devices at a time.</summary>
    public Func<MqttLogin, bool>? Authenticate { get; set; }

    /// <summary>Makes connections TLS, with at least a server certificate in it; null for plain TCP.</summary>
    public SslServerAuthenticationOptions? Tls { get; set; }

    /// <summary>Told the address once listening; with port 0 the system chose the port.</summary>
    public Action<IPEndPoint>? OnListening { get; set; }
}
