using System.Net;
using System.Net.Security;

namespace HotStream;

/// <summary>How a listener for agents of Flume behaves. Setters refuse what cannot work.</summary>
public sealed class FlumeListenerOptions
{
    private int _requestBytesMax = 16 * 1024 * 1024;
    private int _eventBytesMax = 1024 * 1024;
    private int _connectionsMax = 256;
    private TimeSpan _requestTimeout = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Where to listen. Default: this machine only. <see cref="IPAddress.Any"/> lets the network in: by a required
    /// <see cref="ClientCertificate"/>, or with <see cref="AllowAnonymousFromNetwork"/> everybody.
    /// </summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>
    /// Lets anybody send who reaches an <see cref="Address"/> beyond this machine. Default false: such a listener is refused.
    /// </summary>
    public bool AllowAnonymousFromNetwork { get; set; }

    /// <summary>Makes connections TLS (<c>ssl = true</c> of Flume's Avro sink), with at least a server certificate in it; null for none.
    /// Not changed.</summary>
    public SslServerAuthenticationOptions? Tls { get; set; }

    /// <summary>
    /// Whether agents are asked for certificates, which are checked as <see cref="Tls"/> says. Default: as <see cref="Tls"/> says itself.
    /// </summary>
    public ClientCertificate ClientCertificate { get; set; }

    /// <summary>Whether agents compress (<c>compression-type = deflate</c> of Flume's Avro sink); all of a listener do, or none.</summary>
    public bool Deflate { get; set; }

    /// <summary>When an agent is answered. Default: when its events are on disk.</summary>
    public FlumeAcknowledge Acknowledge { get; set; }

    /// <summary>
    /// Largest request, after compression is undone; an agent that sends a larger one is cut off. It sends <c>batch-size</c> events at a
    /// time. Held for each connection, beside the memory budget, as far as it was needed. Default 16 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 16 KiB or more than 1 GiB.</exception>
    public int RequestBytesMax
    {
        get => _requestBytesMax;
        set => _requestBytesMax = value is >= 16 * 1024 and <= 1 << 30 ? value
            : throw new ArgumentOutOfRangeException(nameof(RequestBytesMax), value, "A request may have 16 KiB to 1 GiB.");
    }

    /// <summary>
    /// Largest event, body and headers; a larger one is a dead letter and counts as taken, or its agent would send it for ever. Default
    /// 1 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than half of <see cref="Slab.MaxCapacity"/>.</exception>
    public int EventBytesMax
    {
        get => _eventBytesMax;
        set => _eventBytesMax = value is >= 1 and <= Slab.MaxCapacity / 2 ? value
            : throw new ArgumentOutOfRangeException(nameof(EventBytesMax), value, $"An event may have 1 to {Slab.MaxCapacity / 2} bytes.");
    }

    /// <summary>Agents at a time; more are closed. Default 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int ConnectionsMax
    {
        get => _connectionsMax;
        set => _connectionsMax = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectionsMax), value, "At least one agent must be able to connect.");
    }

    /// <summary>How long a request may take, from its first byte to its last, before its agent is cut off. Default one minute.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a millisecond, or longer than a day.</exception>
    public TimeSpan RequestTimeout
    {
        get => _requestTimeout;
        set => _requestTimeout = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(RequestTimeout), value, "The time is a millisecond to a day.");
    }

    /// <summary>
    /// Called with the address once listening; with port 0 the system chose the port.
    /// Return soon: the thread that calls may be the one that listens.
    /// </summary>
    public Action<IPEndPoint>? OnListening { get; set; }

    /// <summary>The settings that say who is let in and how much, in a line.</summary>
    public override string ToString() => $"{Address}, TLS {(Tls is null ? "off" : "on")}, deflate {(Deflate ? "on" : "off")}, "
        + $"{Acknowledge}, requests up to {RequestBytesMax} bytes, events up to {EventBytesMax} bytes";

    /// <exception cref="ArgumentException">Everybody would be let in, or certificates are asked for without TLS.</exception>
    internal void Check()
    {
        if (ClientCertificate != ClientCertificate.None && Tls is null)
        {
            throw new ArgumentException(
                "FlumeListenerOptions.ClientCertificate asks agents for certificates, which only TLS can: set FlumeListenerOptions.Tls.");
        }

        bool isKnown = ClientCertificate == ClientCertificate.Required
            || (ClientCertificate == ClientCertificate.None && Tls is { ClientCertificateRequired: true });
        if (!isKnown && !AllowAnonymousFromNetwork && !IPAddress.IsLoopback(Address))
        {
            throw new ArgumentException($"A listener on {Address} would take events from everybody in the network: set a required "
                + "ClientCertificate, or allow it by FlumeListenerOptions.AllowAnonymousFromNetwork.");
        }
    }
}
