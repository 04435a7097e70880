using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>TCP's keep-alive: notices a peer that is gone without a word, and one whose network is, after minutes instead of never.</summary>
internal static class MqttKeepAlive
{
    private const int SilentSeconds = 60;
    private const int IntervalSeconds = 10;
    private const int Times = 6;

    public static void Set(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SilentSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, IntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Times);
    }
}
