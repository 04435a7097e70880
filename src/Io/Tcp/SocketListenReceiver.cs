using System.Net;
using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>
/// Listens on a TCP port; any number of senders, up to a limit, connect and send lines. Each connection has a thread and rings of its own,
/// so that a slow or broken sender disturbs no other. A connection over the limit is closed at once and reported; one that does not finish
/// its line in time, or holds the most when unfinished lines take too much memory, is cut off, and what had come of
/// its line becomes a dead letter.
/// </summary>
internal sealed class SocketListenReceiver(EndPoint endPoint, SocketListenerOptions options) : TextReceiver
{
    private const int PollMicroseconds = 100_000;

    private readonly Lock _gate = new();
    private readonly List<Thread> _connections = [];
    private long _senders;

    public override string Name { get; } = SocketLink.NameOf("-listen", endPoint, options.Tls is not null);

    protected override void Run()
    {
        using Socket listener = Listen();
        options.OnListening?.Invoke(listener.LocalEndPoint!);
        var unfinished = new UnfinishedLines(Budget.LimitBytes / 2);
        var accepting = new SocketAcceptor(listener, socket => Take(socket, unfinished), problem => ReportError(problem));
        try
        {
            while (!IsStopped)
            {
                if (listener.Poll(PollMicroseconds, SelectMode.SelectRead))
                {
                    accepting.Next(Stopping);
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
            listener.Listen(options.ConnectionsMax);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private void Take(Socket socket, UnfinishedLines unfinished)
    {
        lock (_gate)
        {
            _connections.RemoveAll(thread => !thread.IsAlive);
            bool isUnix = socket.AddressFamily == AddressFamily.Unix;
            var sender = new SocketSender(socket, isUnix ? $"{Name} sender {++_senders}"
                : SocketLink.NameOf("", socket.RemoteEndPoint!, options.Tls is not null));
            if (_connections.Count >= options.ConnectionsMax)
            {
                sender.Dispose();
                ReportError(
                    $"{sender.Peer} was refused: {options.ConnectionsMax} senders are connected already; raise connectionsMax to "
                    + "allow more.");
                return;
            }

            if (!isUnix)
            {
                ReceiverSockets.EnableKeepAlive(socket);
            }

            var thread = new Thread(() => Serve(sender, unfinished)) { IsBackground = true, Name = $"hotstream-connection-{sender.Peer}" };
            thread.Start();
            _connections.Add(thread);
        }
    }

    private void Serve(SocketSender sender, UnfinishedLines unfinished)
    {
        using (sender)
        {
            try
            {
                using SocketLink link = SocketLink.Accept(sender.Socket, options, Stopping);
                using LineFramer framer = CreateFramer(sender.Peer);
                Read(sender, link, framer, unfinished);
            }
            catch (Exception failure)
            {
                ReportError($"{sender.Peer} broke off: {failure.Message}", failure); // nothing of one sender ends the others
            }
            finally
            {
                unfinished.Note(sender, 0);
            }
        }
    }

    private void Read(SocketSender sender, SocketLink link, LineFramer framer, UnfinishedLines unfinished)
    {
        try
        {
            SocketReading.ReadToEnd(
                link, framer, bytes => unfinished.Note(sender, bytes), options.LineTimeout, ReportProgress, Stopping);
        }
        catch (TimeoutException late)
        {
            sender.CutOff(late.Message);
        }
        catch (Exception) when (sender.Cut is not null)
        {
            // the reason follows
        }

        if (sender.Cut is { } reason)
        {
            ReportError($"{sender.Peer} was cut off: {reason}.");
            framer.GiveUp($"its sender was cut off: {reason}");
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
