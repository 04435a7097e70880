using System.Net;
using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>
/// Listens on a TCP port; any number of senders, up to a limit, connect and send lines. Each connection has a thread and rings of its own, so that a
/// slow or broken sender disturbs no other. A connection over the limit is closed at once and reported.
/// </summary>
internal sealed class SocketListenReceiver(IPEndPoint endPoint, int connectionsMax, Action<IPEndPoint>? onListening) : TextReceiver
{
    private readonly Lock _gate = new();
    private readonly List<Thread> _connections = [];

    public override string Name => $"tcp-listen://{endPoint}";

    protected override void Run()
    {
        using var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endPoint);
        listener.Listen(connectionsMax);
        onListening?.Invoke((IPEndPoint)listener.LocalEndPoint!);
        try
        {
            while (!IsStopped)
            {
                if (listener.Poll(100_000, SelectMode.SelectRead))
                {
                    Accept(listener.Accept());
                }
            }
        }
        finally
        {
            WaitForConnections();
        }
    }

    private void Accept(Socket socket)
    {
        string peer = $"tcp://{socket.RemoteEndPoint}";
        lock (_gate)
        {
            _connections.RemoveAll(thread => !thread.IsAlive);
            if (_connections.Count >= connectionsMax)
            {
                socket.Dispose();
                ReportError($"{peer} was refused: {connectionsMax} senders are connected already; raise connectionsMax to allow more.");
                return;
            }

            var thread = new Thread(() => Serve(socket, peer)) { IsBackground = true, Name = $"hotstream-connection-{peer}" };
            _connections.Add(thread);
            thread.Start();
        }
    }

    private void Serve(Socket socket, string peer)
    {
        try
        {
            using (socket)
            using (LineFramer framer = CreateFramer(peer))
            {
                SocketReading.ReadToEnd(socket, framer, ReportProgress, Stopping);
            }
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            ReportError($"{peer} broke off: {failure.Message}", failure);
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
