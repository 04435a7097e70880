using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HotStream.Torture;

/// <summary>
/// Connects to the parent, stores the lines it sends as blocks, and acknowledges each block, by its last line, when it is on disk.
/// </summary>
/// <param name="port">The parent's port.</param>
internal sealed class NumberedReceiver(int port) : Receiver<string>
{
    private volatile Socket? _socket;

    protected internal override void Run()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _socket = socket;
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            Receive(socket);
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or OperationCanceledException && IsStopped)
        {
            // what was not acknowledged is sent again
        }
    }

    protected internal override void OnStop() => _socket?.Dispose();

    private void Receive(Socket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        string rest = string.Empty;
        while (!IsStopped)
        {
            int count = socket.Receive(buffer);
            if (count == 0)
            {
                throw new EndOfStreamException("The sender closed the connection."); // the engine connects again
            }

            string[] lines = (rest + Encoding.ASCII.GetString(buffer, 0, count)).Split('\n');
            rest = lines[^1];
            if (lines.Length > 1)
            {
                StoreBlock(lines.AsSpan()[..^1]);
                socket.Send(Encoding.ASCII.GetBytes(Shape.IdOf(lines[^2]) + "\n"));
            }
        }
    }
}
