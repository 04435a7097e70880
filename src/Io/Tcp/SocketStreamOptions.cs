using System.Net.Security;

namespace HotStream;

/// <summary>How we connect to a server of sockets. Setters refuse what cannot work.</summary>
public sealed class SocketStreamOptions
{
    private TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);
    private int _recordBytesMax = 1024 * 1024;

    /// <summary>
    /// How to speak TLS: own authority (<see cref="SslClientAuthenticationOptions.CertificateChainPolicy"/>), client certificate and so on.
    /// The server's certificate must be of the host's name, or of <see cref="SslClientAuthenticationOptions.TargetHost"/> where that is
    /// set. Null for no TLS. Not changed.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>How long the server may take to say what TLS wants to hear when we connect. Default 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan ConnectTimeout
    {
        get => _connectTimeout;
        set => _connectTimeout = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectTimeout), value, "The time must be positive.");
    }

    /// <summary>
    /// Bytes that a <see cref="SocketConverter{T}"/> may leave for its next call: a record that is longer ends the connection, and becomes
    /// a dead letter. Lines have <see cref="StreamingOptions.LineLengthMax"/>. Default 1 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than a quarter of <see cref="Slab.MaxCapacity"/>.</exception>
    public int RecordBytesMax
    {
        get => _recordBytesMax;
        set => _recordBytesMax = value is >= 1 and <= Slab.MaxCapacity / 4 ? value
            : throw new ArgumentOutOfRangeException(nameof(RecordBytesMax), value, $"A record may have 1 to {Slab.MaxCapacity / 4} bytes.");
    }
}
