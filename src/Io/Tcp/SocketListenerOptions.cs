using System.Net;
using System.Net.Security;

namespace HotStream;

/// <summary>How a listener for senders of lines behaves. Setters refuse what cannot work.</summary>
public sealed class SocketListenerOptions
{
    private int _connectionsMax = 256;
    private TimeSpan _lineTimeout = TimeSpan.FromMinutes(1);
    private TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Senders at a time; more are refused. Default 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int ConnectionsMax
    {
        get => _connectionsMax;
        set => _connectionsMax = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectionsMax), value, "At least one sender must be able to connect.");
    }

    /// <summary>
    /// How long a sender may leave a line unfinished before it is cut off and what had come of the line becomes a dead letter;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for ever. Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan LineTimeout
    {
        get => _lineTimeout;
        set => _lineTimeout = value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan ? value
            : throw new ArgumentOutOfRangeException(nameof(LineTimeout), value, "The time must be positive.");
    }

    /// <summary>Makes connections TLS, with at least a server certificate in it; null for no TLS. Not changed.</summary>
    public SslServerAuthenticationOptions? Tls { get; set; }

    /// <summary>
    /// Whether senders are asked for certificates, which are checked as <see cref="Tls"/> says. Default: as <see cref="Tls"/> says itself.
    /// </summary>
    public ClientCertificate ClientCertificate { get; set; }

    /// <summary>How long a sender may take, from its first byte to its last, to get through TLS. Default 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan ConnectTimeout
    {
        get => _connectTimeout;
        set => _connectTimeout = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectTimeout), value, "The time must be positive.");
    }

    /// <summary>
    /// Called with the address once listening; with port 0 the system chose the port.
    /// Return soon: the thread that calls may be the one that listens.
    /// </summary>
    public Action<EndPoint>? OnListening { get; set; }
}
