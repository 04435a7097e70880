using System.Net;
using System.Net.Sockets;
using HotStream.Io;

namespace HotStream;

/// <summary>
/// Listens at an address and serves each connection on a thread of its own, so that a slow or broken one disturbs no other; for listeners
/// of protocols of one's own. A connection over the limit is closed at once and reported; what the system refuses is lived through
/// (<see cref="SocketAcceptor"/>). Used once.
/// </summary>
/// <param name="endPoint">An address and a port, 0 for a free one, or the path of a Unix domain socket; a file that nobody listens at any
/// more is replaced.</param>
/// <param name="connectionsMax">Connections at a time.</param>
public sealed class SocketListening(EndPoint endPoint, int connectionsMax)
{
    private const int PollMicroseconds = 100_000;

    private readonly Lock _gate = new();
    private readonly List<Thread> _connections = [];
    private long _peers;

    /// <summary>The listener's name.</summary>
    public required string Name { get; init; }

    /// <summary>What a peer is called in messages, by its address; not asked for Unix domain sockets, whose peers are counted.</summary>
    public required Func<EndPoint, string> NameOfPeer { get; init; }

    /// <summary>What a user does to allow more connections: <c>raise ConnectionsMax</c>.</summary>
    public required string ToAllowMore { get; init; }

    /// <summary>
    /// Serves a connection, with the name of its peer, on a thread of its own, and returns when it has ended; the socket is closed then.
    /// What it throws is reported, and ends no other connection.
    /// </summary>
    public required Action<Socket, string> Serve { get; init; }

    /// <summary>Takes warnings, for example <c>ReportError</c> of a receiver.</summary>
    public required Action<string, Exception?> Report { get; init; }

    /// <summary>Listens and serves until asked to stop; returns when the last connection has ended.</summary>
    /// <param name="onListening">Called with the address once listening. Return soon: the thread that listens calls it.</param>
    /// <param name="stop">Asks to stop; who serves must hear of it too.</param>
    /// <exception cref="SocketException">Nobody can listen there.</exception>
    public void Run(Action<EndPoint>? onListening, CancellationToken stop)
    {
        using Socket listener = Listen();
        onListening?.Invoke(listener.LocalEndPoint!);
        var accepting = new SocketAcceptor(listener, Take, problem => Report(problem, null));
        try
        {
            while (!stop.IsCancellationRequested)
            {
                if (listener.Poll(PollMicroseconds, SelectMode.SelectRead))
                {
                    accepting.Next(stop);
                }
            }
        }
        finally
        {
            WaitForConnections();
        }
    }

    private Socket Listen()
    {
        bool isUnix = endPoint is UnixDomainSocketEndPoint;
        if (isUnix)
        {
            UnixSocketFile.RemoveLeft((UnixDomainSocketEndPoint)endPoint);
        }

        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            listener.Bind(endPoint);
            listener.Listen(connectionsMax);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private void Take(Socket socket)
    {
        lock (_gate)
        {
            _connections.RemoveAll(thread => !thread.IsAlive);
            bool isUnix = socket.AddressFamily == AddressFamily.Unix;
            string peer = isUnix ? $"{Name} sender {++_peers}" : NameOfPeer(socket.RemoteEndPoint!);
            if (_connections.Count >= connectionsMax)
            {
                Report($"{peer} was refused: {connectionsMax} senders are connected already; {ToAllowMore} to allow more.", null);
                socket.Dispose(); // who sees it closed can read why
                return;
            }

            if (!isUnix)
            {
                ReceiverSockets.EnableKeepAlive(socket);
            }

            var thread = new Thread(() => ServeOne(socket, peer)) { IsBackground = true, Name = $"hotstream-connection-{peer}" };
            thread.Start();
            _connections.Add(thread);
        }
    }

    private void ServeOne(Socket socket, string peer)
    {
        using (socket)
        {
            try
            {
                Serve(socket, peer);
            }
            catch (Exception failure)
            {
                Report($"{peer} broke off: {failure.Message}", failure); // nothing of one peer ends the others
            }
        }
    }

    private void WaitForConnections()
    {
        Thread[] threads;
        lock (_gate)
        {
            threads = [.. _connections];
        }

        Array.ForEach(threads, thread => thread.Join());
    }
}
