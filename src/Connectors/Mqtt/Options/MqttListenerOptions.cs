using System.Net;
using System.Net.Security;

namespace HotStream;

/// <summary>How a listener for MQTT devices behaves. Setters refuse what cannot work.</summary>
public sealed class MqttListenerOptions
{
    private int _connectionsMax = 10_000;
    private int _payloadBytesMax = 1024 * 1024;
    private int _connectBytesMax = 16 * 1024;
    private int _unsentBytesMax = 1024 * 1024;
    private int _receiveMaximum = ushort.MaxValue;
    private int? _messagesPerSecondMax;
    private long? _bytesPerSecondMax;
    private TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);
    private TimeSpan _progressTimeout = TimeSpan.FromSeconds(20);
    private TimeSpan _sessionExpiryMax = TimeSpan.FromDays(1);
    private int _sessionsMax = 10_000;
    private int _queuedMessagesMax = 1000;
    private long _queuedBytesMax = 64 * 1024 * 1024;
    private int _retainedMessagesMax = 10_000;

    /// <summary>
    /// Where to listen. Default: this machine only; <see cref="IPAddress.Any"/> lets the network in, and then a listener must know whom it
    /// lets in: by <see cref="Authenticate"/>, <see cref="Authorize"/> or a required <see cref="ClientCertificate"/>, or have
    /// <see cref="AllowAnonymousFromNetwork"/> set.
    /// </summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>
    /// Lets anybody in who reaches an <see cref="Address"/> beyond this machine. Default false: such a listener is refused.
    /// </summary>
    public bool AllowAnonymousFromNetwork { get; set; }

    /// <summary>
    /// Devices at a time; for one more, the connection that has longest not said who it is makes room, and when all have, the new one is
    /// refused. A silent device takes a few KiB and no thread. Default 10,000; the system's limit of open files must allow it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int ConnectionsMax
    {
        get => _connectionsMax;
        set => _connectionsMax = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectionsMax), value, "At least one device must be able to connect.");
    }

    /// <summary>
    /// Largest payload in bytes; topic, properties and headers (at most 128 KiB) are not counted. A device that sends a larger one is
    /// disconnected, and a dead letter says so. Devices of MQTT 5 get the packet size that follows as their maximum. No connection gets
    /// more than a sixteenth of <see cref="StreamingOptions.MemoryBudgetBytes"/> for a packet, or 64 KiB if that is more. Default 1 MiB.
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

    /// <summary>
    /// Largest CONNECT in bytes, will and password included: what one who has not said who it is may send at most. Default 16 KiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 128 or more than 1 MiB.</exception>
    public int ConnectBytesMax
    {
        get => _connectBytesMax;
        set => _connectBytesMax = value is >= 128 and <= 1024 * 1024
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectBytesMax), value, "A CONNECT may have 128 bytes to 1 MiB.");
    }

    /// <summary>
    /// Bytes kept for a device that does not read what it is sent; one for which more would have to be kept is cut off, as is one that
    /// reads nothing for <see cref="ProgressTimeout"/>. Default 1 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 64 KiB.</exception>
    public int UnsentBytesMax
    {
        get => _unsentBytesMax;
        set => _unsentBytesMax = value >= 64 * 1024 ? value
            : throw new ArgumentOutOfRangeException(nameof(UnsentBytesMax), value, "At least 64 KiB are kept for a device.");
    }

    /// <summary>
    /// QoS 1 and 2 messages a device may send before the first is acknowledged; announced to devices that speak MQTT 5. Default 65535.
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
    /// Messages a second that are taken from one device, with a burst of one second's worth after a silence; null for any, which is the
    /// default. A device above it is not read from until it may go on, so its sending slows down and nothing is lost; its pings and
    /// acknowledgements wait too. The time is counted in <c>hotstream.mqtt.pause.duration</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than a billion.</exception>
    public int? MessagesPerSecondMax
    {
        get => _messagesPerSecondMax;
        set => _messagesPerSecondMax = value is null or (>= 1 and <= 1_000_000_000)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MessagesPerSecondMax), value,
                "A device may send 1 to 1000000000 messages a second; null is any number.");
    }

    /// <summary>
    /// Bytes a second of PUBLISH packets that are taken from one device, in the manner of <see cref="MessagesPerSecondMax"/>; both limits
    /// may be set. A message of more than a second's bytes is taken, and paid for by the pause after it. Null
    /// for any, which is the default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 128.</exception>
    public long? BytesPerSecondMax
    {
        get => _bytesPerSecondMax;
        set => _bytesPerSecondMax = value is null or >= 128
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BytesPerSecondMax), value,
                "A device may send 128 bytes a second or more; null is any number.");
    }

    /// <summary>
    /// How long a device that has connected may take, from the first byte to the last of TLS and CONNECT, to say who it is. Default 10 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan ConnectTimeout
    {
        get => _connectTimeout;
        set => _connectTimeout = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectTimeout), value, "The time must be positive.");
    }

    /// <summary>
    /// A packet that has begun must go on: in each such time it must be completed, or grow by 1 KiB; and of what a device is sent, it must
    /// read something. Else it is disconnected. Default 20 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan ProgressTimeout
    {
        get => _progressTimeout;
        set => _progressTimeout = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(ProgressTimeout), value, "The time must be positive.");
    }

    /// <summary>
    /// How long a session is kept while its device is away, at most: its subscriptions, what it has not acknowledged, and which QoS 2
    /// messages of its own were taken. A device of MQTT 3.1.1 gets all of it with "clean session" off, one of MQTT 5 what it asks for.
    /// Sessions are in memory and end with the process. Zero for none. Default one day.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 2^32 - 2 seconds.</exception>
    public TimeSpan SessionExpiryMax
    {
        get => _sessionExpiryMax;
        set => _sessionExpiryMax = value >= TimeSpan.Zero && value.TotalSeconds < uint.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(SessionExpiryMax), value, "A session is kept for 0 to 4294967294 seconds.");
    }

    /// <summary>Sessions kept for devices that are away; for one more, the one that is away longest is forgotten. Default 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int SessionsMax
    {
        get => _sessionsMax;
        set => _sessionsMax = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(SessionsMax), value, "The number must not be negative.");
    }

    /// <summary>
    /// QoS 1 messages that wait for one device; for one more, the oldest that was not sent yet gives way. QoS
    /// 0 does not wait. Default 1000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 65535.</exception>
    public int QueuedMessagesMax
    {
        get => _queuedMessagesMax;
        set => _queuedMessagesMax = value is >= 1 and <= ushort.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(QueuedMessagesMax), value, "1 to 65535 messages may wait for a device.");
    }

    /// <summary>Bytes of messages that wait for all devices together, and as many of retained messages. Default 64 MiB each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long QueuedBytesMax
    {
        get => _queuedBytesMax;
        set => _queuedBytesMax = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(QueuedBytesMax), value, "The bytes must not be negative.");
    }

    /// <summary>Topics whose last message is retained; for one more, its message is sent on but not retained. Default 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int RetainedMessagesMax
    {
        get => _retainedMessagesMax;
        set => _retainedMessagesMax = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(RetainedMessagesMax), value, "The number must not be negative.");
    }

    /// <summary>When QoS 1 and 2 messages are acknowledged. Default: when their batch is committed.</summary>
    public MqttAcknowledge Acknowledge { get; set; } = MqttAcknowledge.Committed;

    /// <summary>
    /// Says whether a device may connect; null lets everybody in. <see cref="MqttAccounts.Check"/> is one. Called on the threads that serve
    /// devices, for several at a time; while it takes its time, other devices may have to wait.
    /// </summary>
    public Func<MqttLogin, bool>? Authenticate { get; set; }

    /// <summary>
    /// Decides on every message, will and subscription of a device; null allows all. <see cref="MqttTopicRules.Decide"/> is one. Called in
    /// the middle of the stream of messages, for several devices at a time: must be quick. One that throws is a
    /// refusal of that one, and reported.
    /// </summary>
    public MqttAuthorize? Authorize { get; set; }

    /// <summary>Makes connections TLS, with at least a server certificate in it; null for plain TCP. Not changed.</summary>
    public SslServerAuthenticationOptions? Tls { get; set; }

    /// <summary>
    /// Whether devices are asked for certificates, which are checked as <see cref="Tls"/> says
    /// (<see cref="SslServerAuthenticationOptions.CertificateChainPolicy"/> names an authority of your own). Who they say they are is in
    /// <see cref="MqttLogin.Certificate"/>. Default: as <see cref="Tls"/> says itself.
    /// </summary>
    public ClientCertificate ClientCertificate { get; set; }

    /// <summary>By this the program publishes to devices; null if it does not.</summary>
    public MqttDevices? Devices { get; set; }

    /// <summary>
    /// Called with the address once listening; with port 0 the system chose the port.
    /// Return soon: the thread that calls may be the one that listens.
    /// </summary>
    public Action<IPEndPoint>? OnListening { get; set; }

    /// <summary>The settings that say who is let in and how much, in a line.</summary>
    public override string ToString() => $"{Address}, {(Authenticate is null ? "nobody is asked who he is" : "logins are checked")}, TLS "
        + $"{(Tls is null ? "off" : "on")}, {Acknowledge}, {ConnectionsMax} connections, payloads up to {PayloadBytesMax} bytes, "
        + $"{SessionsMax} sessions";
}
