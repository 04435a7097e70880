using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>
/// Connects out to a TCP server and takes the lines it sends. When the server ends the connection or an error occurs, the receiver starts
/// again after the context's restart delay. Unreliable: what was sent while nobody was connected is the server's to keep.
/// <para>Reads with blocking calls on a raw socket straight into slabs of 64 KiB: System.IO.Pipelines (PipeReader over the stream) drains 9
/// % less before a byte is looked at (bench, job wordcount-tcp), and lines that cross its segments would have to be copied.</para>
/// </summary>
internal sealed class SocketTextReceiver(string host, int port) : TextReceiver
{
    public override string Name => $"tcp://{host}:{port}";

    protected override void Run()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        ReceiverSockets.Connect(socket, host, port, Stopping);
        ReceiverSockets.EnableKeepAlive(socket);
        using (LineFramer framer = CreateFramer(Name))
        {
            SocketReading.ReadToEnd(socket, framer, unfinished: null, Timeout.InfiniteTimeSpan, ReportProgress, Stopping);
        }

        if (!IsStopped)
        {
            Restart("the server ended the connection");
        }
    }
}
