using System.Net;
using System.Net.Sockets;

namespace HotStream.ZeroMq;

/// <summary>
/// Reads a socket of ZeroMQ: connects to one peer, on the receiver's thread, or listens, with a thread for each peer. Nothing is
/// acknowledged: what was sent while the connection is away, or was on its way when it broke, is lost.
/// </summary>
internal sealed class ZeroMqReceiver<T, TForm>(ZeroMqAddress address, ZeroMqReading<TForm> reading) : SlabReceiver<T>
    where TForm : struct, IZeroMqForm<T>
{
    private SlabWriter<T>? _writer; // of the connection before

    public override string Name { get; } =
        $"zeromq-{reading.Role.Socket.ToLowerInvariant()}{(reading.Options.Bind ? "-listen" : "")} {address}";

    protected override void Run()
    {
        if (!reading.Options.Bind)
        {
            Connect();
            return;
        }

        new SocketListening(address.Own, reading.Options.ConnectionsMax)
        {
            Name = Name,
            NameOfPeer = static peer => $"zeromq tcp://{peer}",
            ToAllowMore = $"raise {nameof(ZeroMqOptions.ConnectionsMax)}",
            Serve = Serve,
            Report = ReportError,
        }.Run(place => reading.Options.OnListening?.Invoke((IPEndPoint)place), Stopping);
    }

    private void Connect()
    {
        using SocketLink link = SocketLink.Connect(address.Server, new SocketStreamOptions(), Stopping);
        using SlabWriter<T> writer = CreateWriter(before: _writer);
        _writer = writer;
        new ZeroMqSession<T, TForm>(link, writer, reading, Name, DeadLetter).Run(ReportProgress);
        if (!IsStopped)
        {
            throw new ZeroMqException($"{Name} ended the connection.");
        }
    }

    private void Serve(Socket socket, string peer)
    {
        using SocketLink link = SocketLink.Accept(socket, new SocketListenerOptions(), Stopping);
        using SlabWriter<T> writer = CreateWriter();
        new ZeroMqSession<T, TForm>(link, writer, reading, peer, DeadLetter).Run(ReportProgress);
    }
}
