using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>A connection of bytes, TCP or Unix domain socket, plain or TLS. One thread.</summary>
internal sealed class SocketLink : IDisposable
{
    private const int SendTimeoutMilliseconds = 5000;

    private readonly SslStream? _tls;

    private SocketLink(Socket socket, SocketBytes bytes, SslStream? tls) => (Socket, Bytes, _tls) = (socket, bytes, tls);

    public Socket Socket { get; }

    /// <summary>What is under TLS, where there is TLS.</summary>
    public SocketBytes Bytes { get; }

    /// <summary>What is received, in clear; reads notice a stop.</summary>
    public Stream Stream => _tls is null ? Bytes : _tls;

    public bool IsTls => _tls is not null;

    /// <summary>What a connection is called.</summary>
    public static string NameOf(string kind, EndPoint place, bool isTls) => place switch
    {
        UnixDomainSocketEndPoint unix => $"unix{kind}://{PlainText.Of(unix.ToString())}",
        DnsEndPoint dns => $"{(isTls ? "tls" : "tcp")}{kind}://{dns.Host}:{dns.Port}",
        _ => $"{(isTls ? "tls" : "tcp")}{kind}://{place}",
    };

    /// <exception cref="OperationCanceledException">The stop came first.</exception>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The server is not the one that is trusted.</exception>
    public static SocketLink Connect(EndPoint server, SocketStreamOptions options, CancellationToken stop)
    {
        Socket socket = CreateSocket(server);
        try
        {
            ReceiverSockets.Connect(socket, server, stop);
            SslStream? tls = null;
            var bytes = new SocketBytes(socket, stop);
            if (options.Tls is { } secure)
            {
                tls = new SslStream(bytes);
                bytes.Deadline = Environment.TickCount64 + (long)options.ConnectTimeout.TotalMilliseconds;
                tls.AuthenticateAsClient(ReceiverTls.Client(secure, HostOf(server)));
                bytes.Deadline = 0;
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
    /// <exception cref="TimeoutException">The sender took too long.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The sender is not one that is trusted.</exception>
    public static SocketLink Accept(Socket socket, SocketListenerOptions options, CancellationToken stop)
    {
        socket.SendTimeout = SendTimeoutMilliseconds;
        SslStream? tls = null;
        var bytes = new SocketBytes(socket, stop);
        if (options.Tls is { } secure)
        {
            tls = new SslStream(bytes);
            bytes.Deadline = Environment.TickCount64 + (long)options.ConnectTimeout.TotalMilliseconds;
            tls.AuthenticateAsServer(ReceiverTls.Listener(secure, options.ClientCertificate));
            bytes.Deadline = 0;
        }

        return new SocketLink(socket, bytes, tls);
    }

    /// <exception cref="ArgumentException">No connection can be made to it, or TLS could not check whose certificate it is.</exception>
    public static EndPoint Check(EndPoint server, SocketStreamOptions options)
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
