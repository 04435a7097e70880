using System.Buffers;
using System.Net;
using System.Net.Sockets;
using HotStream.ZeroMq;

namespace HotStream.Bench;

/// <summary>One side of a connection over loopback that sends ready bytes again and again, by a plain socket.</summary>
internal sealed class LoopbackPeer : IDisposable
{
    private readonly TcpListener? _listener;
    private readonly byte[] _answer = new byte[64 * 1024];
    private Socket? _socket;

    private LoopbackPeer(TcpListener? listener, Socket? socket) => (_listener, _socket) = (listener, socket);

    public int Port => ((IPEndPoint)_listener!.LocalEndpoint).Port;

    /// <summary>Listens; <see cref="Accept"/> waits for who connects.</summary>
    public static LoopbackPeer Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new LoopbackPeer(listener, null);
    }

    public static LoopbackPeer Connect(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        return new LoopbackPeer(null, socket);
    }

    public void Accept()
    {
        _socket = _listener!.AcceptSocket();
        _socket.NoDelay = true;
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[_socket!.Send(bytes)..];
    }

    /// <summary>Receives what is there, at least something.</summary>
    public ReadOnlySpan<byte> Receive()
    {
        var count = _socket!.Receive(_answer);
        return count > 0 ? _answer.AsSpan(0, count) : throw new InvalidOperationException("the other side has gone");
    }

    /// <summary>Receives the head of a message of HTTP, as text.</summary>
    public string ReceiveHead()
    {
        var text = "";
        while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
            text += System.Text.Encoding.ASCII.GetString(Receive());
        return text;
    }

    /// <summary>Receives all that comes, and forgets it, until the other side has gone.</summary>
    public void ReceiveToEnd()
    {
        while (_socket!.Receive(_answer) > 0)
        {
        }
    }

    /// <summary>Greets as a socket of ZeroMQ.</summary>
    public void Greet(ZmtpRole role)
    {
        var handshake = new ZmtpHandshake(role);
        var received = new ArrayBufferWriter<byte>();
        while (!handshake.IsDone)
        {
            Send(handshake.Output.WrittenSpan);
            handshake.Output.ResetWrittenCount();
            received.Write(Receive());
            byte[] left = received.WrittenSpan[handshake.Read(received.WrittenSpan)..].ToArray();
            received.ResetWrittenCount();
            received.Write(left);
        }

        Send(handshake.Output.WrittenSpan);
    }

    /// <summary>The connection as a stream; the peer owns it.</summary>
    public Stream OpenStream() => new NetworkStream(_socket!);

    public void Dispose()
    {
        _socket?.Dispose();
        _listener?.Stop();
    }
}
