using System.Net;

namespace HotStream.Io;

/// <summary>
/// Connects out to a server and takes the lines it sends. When the server ends the connection or an error occurs, the receiver starts
/// again after the context's restart delay. Unreliable: what was sent while nobody was connected is the server's to keep.
/// <para>Reads with blocking calls on a raw socket straight into slabs of 64 KiB: System.IO.Pipelines (PipeReader over the stream) drains 9
/// % less before a byte is looked at (bench, job wordcount-tcp), and lines that cross its segments would have to be copied.</para>
/// </summary>
internal sealed class SocketTextReceiver(EndPoint server, SocketStreamOptions options) : TextReceiver
{
    public override string Name { get; } = SocketLink.NameOf("", server, options.Tls is not null);

    protected override void Run()
    {
        using SocketLink link = SocketLink.Connect(server, options, Stopping);
        using (LineFramer framer = CreateFramer(Name))
        {
            SocketReading.ReadToEnd(link, framer, unfinished: null, Timeout.InfiniteTimeSpan, ReportProgress, Stopping);
        }

        if (!IsStopped)
        {
            Restart("the server ended the connection");
        }
    }
}
