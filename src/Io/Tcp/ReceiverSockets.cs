using System.Net;
using System.Net.Sockets;

namespace HotStream;

/// <summary>
/// What a receiver of a protocol of one's own wants of its sockets, for receivers that read on a thread of their own in blocking calls.
/// </summary>
public static class ReceiverSockets
{
    private const int QuietSeconds = 60;
    private const int IntervalSeconds = 10;
    private const int Probes = 6;

    /// <summary>
    /// Asks the system to find out when the other side is gone without a word: a cable pulled, a machine without power. It asks after 60 s
    /// of silence, every 10 s, and gives up after six questions without an answer; reading then fails.
    /// </summary>
    /// <param name="socket">A TCP socket.</param>
    /// <exception cref="SocketException">The socket does not know these options.</exception>
    public static void EnableKeepAlive(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, QuietSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, IntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
    }

    /// <summary>
    /// Connects without an asynchronous call, and still can be stopped: a socket on which an asynchronous call was made is watched by the
    /// runtime for ever, which costs an event and a task on the thread pool for each segment that arrives, though nobody waits for them.
    /// </summary>
    /// <param name="socket">The socket; it is disposed when the stop comes first.</param>
    /// <param name="host">Name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="OperationCanceledException">The stop came first; the socket is disposed.</exception>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    public static void Connect(Socket socket, string host, int port, CancellationToken stop) =>
        Connect(socket, new DnsEndPoint(host, port), stop);

    /// <summary>As the other, to any address that the socket can be connected to.</summary>
    /// <param name="socket">The socket; it is disposed when the stop comes first.</param>
    /// <param name="server">A name and a port, an address, the path of a Unix domain socket.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="OperationCanceledException">The stop came first; the socket is disposed.</exception>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    public static void Connect(Socket socket, EndPoint server, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(server);
        using CancellationTokenRegistration abort = stop.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
        try
        {
            socket.Connect(server);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException && stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
    }
}
