using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>One connection of a listener. Another thread may cut it off, saying why.</summary>
internal sealed class SocketSender(Socket socket, string peer)
{
    private volatile string? _cut;

    public Socket Socket => socket;

    public string Peer => peer;

    /// <summary>Why the connection was cut off, or null.</summary>
    public string? Cut => _cut;

    /// <summary>Ends the connection; who reads it finds out at once.</summary>
    public void CutOff(string reason)
    {
        _cut = reason;
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // gone already
        }
        catch (ObjectDisposedException)
        {
            // gone already
        }
    }
}
