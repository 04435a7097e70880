using System.Net;
using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>
/// Listens on a TCP port; any number of senders, up to a limit, connect and send lines. Each connection has a thread and rings of its own,
/// so that a slow or broken sender disturbs no other. A connection over the limit is closed at once and reported; one that does not finish
/// its line in time, or holds the most when unfinished lines take too much memory, is cut off, and what had come of
/// its line becomes a dead letter.
/// </summary>
internal sealed class SocketListenReceiver(EndPoint endPoint, SocketListenerOptions options) : TextReceiver
{
    public override string Name { get; } = SocketLink.NameOf("-listen", endPoint, options.Tls is not null);

    protected override void Run()
    {
        var unfinished = new UnfinishedLines(Budget.LimitBytes / 2);
        new SocketListening(endPoint, options.ConnectionsMax)
        {
            Name = Name,
            NameOfPeer = peer => SocketLink.NameOf("", peer, options.Tls is not null),
            ToAllowMore = "raise connectionsMax",
            Serve = (socket, peer) => Serve(new SocketSender(socket, peer), unfinished),
            Report = ReportError,
        }.Run(options.OnListening, Stopping);
    }

    private void Serve(SocketSender sender, UnfinishedLines unfinished)
    {
        try
        {
            using SocketLink link = SocketLink.Accept(sender.Socket, options, Stopping);
            using LineFramer framer = CreateFramer(sender.Peer);
            Read(sender, link, framer, unfinished);
        }
        finally
        {
            unfinished.Note(sender, 0);
        }
    }

    private void Read(SocketSender sender, SocketLink link, LineFramer framer, UnfinishedLines unfinished)
    {
        try
        {
            SocketReading.ReadToEnd(
                link, framer, bytes => unfinished.Note(sender, bytes), options.LineTimeout, ReportProgress, Stopping);
        }
        catch (TimeoutException late)
        {
            sender.CutOff(late.Message);
        }
        catch (Exception) when (sender.Cut is not null)
        {
            // the reason follows
        }

        if (sender.Cut is { } reason)
        {
            ReportError($"{sender.Peer} was cut off: {reason}.");
            framer.GiveUp($"its sender was cut off: {reason}");
        }
    }
}
