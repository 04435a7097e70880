using System.Net;
using System.Net.Sockets;
using System.Text;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io;

/// <summary>A server on a free port that a context connects out to; the test says what each connection does.</summary>
internal sealed class LinePeer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _connections = [];

    public LinePeer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The next connection of the context.</summary>
    public Socket Accept()
    {
        Task<Socket> accepting = _listener.AcceptSocketAsync();
        Assert.True(accepting.Wait(Engine.Patience), "The context did not connect.");
        _connections.Add(accepting.Result);
        accepting.Result.NoDelay = true;
        accepting.Result.SendTimeout = (int)Engine.Patience.TotalMilliseconds; // a context that reads no more fails the test
        return accepting.Result;
    }

    public static void Send(Socket socket, string text) => SendAll(socket, Encoding.UTF8.GetBytes(text));

    public static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public static void Finish(Socket socket)
    {
        socket.Shutdown(SocketShutdown.Send);
        socket.Close();
    }

    public void Dispose()
    {
        _connections.ForEach(connection => connection.Dispose());
        _listener.Dispose();
    }
}
