using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>Asks the system to find out when the other side is gone without a word: a cable pulled, a machine without power.</summary>
internal static class SocketKeepAlive
{
    private const int QuietSeconds = 60;
    private const int IntervalSeconds = 10;
    private const int Probes = 6;

    public static void Enable(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, QuietSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, IntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
    }
}
