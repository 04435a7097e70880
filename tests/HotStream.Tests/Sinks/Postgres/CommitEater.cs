using System.Net;
using System.Net.Sockets;

namespace HotStream.Tests.Sinks.Postgres;

/// <summary>
/// Stands between a client and a server; some commits arrive at the server, but the line breaks before the answer is passed on.
/// </summary>
internal sealed class CommitEater : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly byte[] _commit;
    private int _toEat;

    /// <param name="serverPort">Where the server listens.</param>
    /// <param name="toEat">How many answers are lost.</param>
    /// <param name="commit">What a commit is in the server's protocol.</param>
    public CommitEater(int serverPort, int toEat, byte[] commit)
    {
        _serverPort = serverPort;
        _toEat = toEat;
        _commit = commit;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Commits whose answer is still to be lost.</summary>
    public int Left => Math.Max(0, Volatile.Read(ref _toEat));

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            for (; ; )
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient from = client;
        using var to = new TcpClient();
        try
        {
            await to.ConnectAsync(IPAddress.Loopback, _serverPort);
            var line = new Line();
            await Task.WhenAny(PumpUpAsync(from.GetStream(), to.GetStream(), line), PumpDownAsync(to.GetStream(), from.GetStream(), line));
        }
        catch (Exception broken) when (broken is SocketException or IOException)
        {
            // both ends are closed
        }
    }

    private async Task PumpUpAsync(NetworkStream client, NetworkStream server, Line line)
    {
        byte[] buffer = new byte[64 * 1024];
        while (await client.ReadAsync(buffer) is > 0 and var count)
        {
            if (buffer.AsSpan(0, count).IndexOf(_commit) >= 0 && Interlocked.Decrement(ref _toEat) >= 0)
            {
                line.IsEating = true;
            }

            await server.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private static async Task PumpDownAsync(NetworkStream server, NetworkStream client, Line line)
    {
        byte[] buffer = new byte[64 * 1024];
        while (await server.ReadAsync(buffer) is > 0 and var count)
        {
            if (line.IsEating)
            {
                return; // the server has answered: the commit is done
            }

            await client.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private sealed class Line
    {
        public volatile bool IsEating;
    }
}
