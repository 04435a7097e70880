using System.Net;
using System.Net.Security;

namespace HotStream;

/// <summary>How a listener for posted records behaves. Setters refuse what cannot work.</summary>
public sealed class HttpListenerOptions
{
    private const int LeastBytes = 1024;

    private int _bodyBytesMax = 10 * 1024 * 1024;
    private int _recordBytesMax = 1024 * 1024;
    private long _heldBytesMax = 64 * 1024 * 1024;
    private int _requestsMax = 256;
    private int _connectionsMax = 1000;
    private TimeSpan _answerTimeout = TimeSpan.FromMinutes(1);
    private TimeSpan _retryAfter = TimeSpan.FromSeconds(1);
    private string? _bearerToken;

    /// <summary>
    /// Where to listen. Default: this machine only. <see cref="IPAddress.Any"/> lets the network in, and then a listener must know whom:
    /// by <see cref="BearerToken"/> or a required <see cref="ClientCertificate"/>, or have <see cref="AllowAnonymousFromNetwork"/> set.
    /// </summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>
    /// Lets anybody post who reaches an <see cref="Address"/> beyond this machine. Default false: such a listener is refused.
    /// </summary>
    public bool AllowAnonymousFromNetwork { get; set; }

    /// <summary>
    /// What requests must show as <c>Authorization: Bearer</c>; null lets everybody post. It is compared in constant time and never shown.
    /// Without <see cref="Tls"/> the network can read it.
    /// </summary>
    /// <exception cref="ArgumentException">Empty, or white space in it.</exception>
    public string? BearerToken
    {
        get => _bearerToken;
        set => _bearerToken = value is null || (value.Length > 0 && !value.Any(char.IsWhiteSpace)) ? value
            : throw new ArgumentException("A token has one character or more, and no white space.", nameof(BearerToken));
    }

    /// <summary>Makes connections TLS, with at least a server certificate in it; null for plain HTTP. Not changed.</summary>
    public SslServerAuthenticationOptions? Tls { get; set; }

    /// <summary>
    /// Whether senders are asked for certificates, which are checked as <see cref="Tls"/> says. Default: as <see cref="Tls"/> says itself.
    /// </summary>
    public ClientCertificate ClientCertificate { get; set; }

    /// <summary>When a request is answered. Default: when its records are on disk.</summary>
    public HttpAcknowledge Acknowledge { get; set; }

    /// <summary>
    /// Largest body in bytes, before and after gzip is undone; a larger one is answered by 413 and nothing of it is taken. Default 10 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 KiB or more than 1 GiB.</exception>
    public int BodyBytesMax
    {
        get => _bodyBytesMax;
        set => _bodyBytesMax = value is >= LeastBytes and <= 1 << 30 ? value
            : throw new ArgumentOutOfRangeException(nameof(BodyBytesMax), value, "A body may have 1 KiB to 1 GiB.");
    }

    /// <summary>Largest record in bytes; a larger one is refused as a bad record is. Default 1 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than half of <see cref="Slab.MaxCapacity"/>.</exception>
    public int RecordBytesMax
    {
        get => _recordBytesMax;
        set => _recordBytesMax = value is >= 1 and <= Slab.MaxCapacity / 2 ? value
            : throw new ArgumentOutOfRangeException(nameof(RecordBytesMax), value, $"A record may have 1 to {Slab.MaxCapacity / 2} bytes.");
    }

    /// <summary>
    /// Bytes of bodies that are being received or wait for the engine, of all requests together; for more, a request is answered by 429.
    /// Not part of the memory budget, and at least <see cref="BodyBytesMax"/>. Default 64 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 KiB.</exception>
    public long HeldBytesMax
    {
        get => _heldBytesMax;
        set => _heldBytesMax = value >= LeastBytes ? value
            : throw new ArgumentOutOfRangeException(nameof(HeldBytesMax), value, "At least 1 KiB must be held.");
    }

    /// <summary>
    /// Requests that are being received or wait for their answer, all together; one more is answered by 429. Default 256.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int RequestsMax
    {
        get => _requestsMax;
        set => _requestsMax = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(RequestsMax), value, "At least one request must be taken.");
    }

    /// <summary>Connections at a time; more are closed. Default 1000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int ConnectionsMax
    {
        get => _connectionsMax;
        set => _connectionsMax = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectionsMax), value, "At least one sender must be able to connect.");
    }

    /// <summary>
    /// How long a request that was received waits for its answer; then it is 503, and whether the records are taken is not known: they may
    /// be there twice when they are sent again. Longer than a batch takes, where answers wait for batches. Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan AnswerTimeout
    {
        get => _answerTimeout;
        set => _answerTimeout = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(AnswerTimeout), value, "The time must be positive.");
    }

    /// <summary>What 429 and 503 say in <c>Retry-After</c>, in whole seconds, rounded up. Default one second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryAfter
    {
        get => _retryAfter;
        set => _retryAfter = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryAfter), value, "The time must not be negative.");
    }

    /// <summary>
    /// Called with the address once listening; with port 0 the system chose the port.
    /// Return soon: the thread that calls may be the one that listens.
    /// </summary>
    public Action<IPEndPoint>? OnListening { get; set; }

    /// <summary>The settings that say who is let in and how much, in a line; of the token only whether there is one.</summary>
    public override string ToString() => $"{Address}, token {(BearerToken is null ? "none" : "***")}, TLS {(Tls is null ? "off" : "on")}, "
        + $"{Acknowledge}, bodies up to {BodyBytesMax} bytes, records up to {RecordBytesMax} bytes, {RequestsMax} requests";
}
