using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using HotStream.Io;

namespace HotStream;

/// <summary>
/// A connection of a receiver that reads in blocking calls: TCP or Unix domain socket, plain or TLS. Reads notice a stop: what the system
/// has received by then is still read, and then comes the end. For protocols of one's own. One thread.
/// </summary>
public sealed class SocketLink : IDisposable
{
    private const int SendTimeoutMilliseconds = 5000;
    private const string LateForTls = "it did not get through TLS in time";

    private readonly SslStream? _tls;

    private SocketLink(Socket socket, SocketBytes bytes, SslStream? tls) => (Socket, Bytes, _tls) = (socket, bytes, tls);

    /// <summary>The socket.</summary>
    public Socket Socket { get; }

    /// <summary>What is received, in clear; reads notice a stop.</summary>
    public Stream Stream => _tls is null ? Bytes : _tls;

    /// <summary>Whether it is TLS.</summary>
    public bool IsTls => _tls is not null;

    /// <summary>Called about every tenth of a second while a read finds nothing; what it throws ends the read. Null for nothing.</summary>
    public Action? Quiet
    {
        get => Bytes.Quiet;
        set => Bytes.Quiet = value;
    }

    /// <summary>What is under TLS, where there is TLS.</summary>
    internal SocketBytes Bytes { get; }

    /// <summary>
    /// Waits until there is something to read, so that no buffer is held meanwhile. With TLS it returns at once, since only TLS knows
    /// whether something came.
    /// </summary>
    /// <returns>False when the stop came and nothing is left to read.</returns>
    public bool WaitForBytes() => _tls is not null || Bytes.WaitForBytes();

    /// <summary>Lets reads fail when what is expected has not come in time, however it trickles in.</summary>
    /// <param name="time">How long from now; null for any time.</param>
    /// <param name="reason">What the <see cref="TimeoutException"/> says: <c>it did not greet in time</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public void GiveUpAfter(TimeSpan? time, string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(time));
        Bytes.GiveUpAfter(time, reason);
    }

    /// <summary>What a connection is called.</summary>
    internal static string NameOf(string kind, EndPoint place, bool isTls) => place switch
    {
        UnixDomainSocketEndPoint unix => $"unix{kind}://{PlainText.Of(unix.ToString())}",
        DnsEndPoint dns => $"{(isTls ? "tls" : "tcp")}{kind}://{dns.Host}:{dns.Port}",
        _ => $"{(isTls ? "tls" : "tcp")}{kind}://{place}",
    };

    /// <summary>Connects, and gets through TLS where the options say so.</summary>
    /// <param name="server">A name and a port, an address, or the path of a Unix domain socket.</param>
    /// <param name="options">How.</param>
    /// <param name="stop">Ends the attempt, and later the reading.</param>
    /// <exception cref="OperationCanceledException">The stop came first.</exception>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The server is not the one that is trusted.</exception>
    public static SocketLink Connect(EndPoint server, SocketStreamOptions options, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        Socket socket = CreateSocket(server);
        try
        {
            ReceiverSockets.Connect(socket, server, stop);
            SslStream? tls = null;
            var bytes = new SocketBytes(socket, stop);
            if (options.Tls is { } secure)
            {
                tls = new SslStream(bytes);
                bytes.GiveUpAfter(options.ConnectTimeout, LateForTls);
                tls.AuthenticateAsClient(ReceiverTls.Client(secure, HostOf(server)));
                bytes.GiveUpAfter(null, "");
            }

            return new SocketLink(socket, bytes, tls);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            socket.Dispose();
            throw new OperationCanceledException(stop);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Makes a connection of a listener's; the socket stays the caller's when it cannot be.</summary>
    /// <param name="socket">What was accepted.</param>
    /// <param name="options">How.</param>
    /// <param name="stop">Ends the attempt, and later the reading.</param>
    /// <exception cref="TimeoutException">The sender took too long.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The sender is not one that is trusted.</exception>
    public static SocketLink Accept(Socket socket, SocketListenerOptions options, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(options);
        socket.SendTimeout = SendTimeoutMilliseconds;
        SslStream? tls = null;
        var bytes = new SocketBytes(socket, stop);
        if (options.Tls is { } secure)
        {
            tls = new SslStream(bytes);
            bytes.GiveUpAfter(options.ConnectTimeout, LateForTls);
            tls.AuthenticateAsServer(ReceiverTls.Listener(secure, options.ClientCertificate));
            bytes.GiveUpAfter(null, "");
        }

        return new SocketLink(socket, bytes, tls);
    }

    /// <exception cref="ArgumentException">No connection can be made to it, or TLS could not check whose certificate it is.</exception>
    internal static EndPoint Check(EndPoint server, SocketStreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (server is not (DnsEndPoint or IPEndPoint or UnixDomainSocketEndPoint))
        {
            throw new ArgumentException("A server is a DnsEndPoint, an IPEndPoint or a UnixDomainSocketEndPoint.", nameof(server));
        }

        if (server is DnsEndPoint { Port: 0 } or IPEndPoint { Port: 0 })
        {
            throw new ArgumentException("A server has a port from 1 to 65535.", nameof(server));
        }

        return server is not UnixDomainSocketEndPoint || options.Tls is null or { TargetHost: not null } ? server
            : throw new ArgumentException("A Unix domain socket has no name that TLS could check: set TargetHost of the TLS options.",
                nameof(options));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tls?.Dispose();
        Socket.Dispose();
    }

    private static Socket CreateSocket(EndPoint server)
    {
        if (server is UnixDomainSocketEndPoint)
        {
            return new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = SendTimeoutMilliseconds };
        ReceiverSockets.EnableKeepAlive(socket);
        return socket;
    }

    private static string HostOf(EndPoint server) => server switch
    {
        DnsEndPoint dns => dns.Host,
        IPEndPoint ip => ip.Address.ToString(),
        _ => "",
    };
}
