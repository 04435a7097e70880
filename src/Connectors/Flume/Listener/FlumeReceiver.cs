using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace HotStream.Flume;

/// <summary>
/// Takes events of agents: a thread and a way into the engine for each connection. A request is answered when its events are in the
/// write-ahead log, which syncs for all connections that wait, or when their batch is done.
/// </summary>
internal sealed class FlumeReceiver<T, TForm>(int port, FlumeListenerOptions options) : SlabReceiver<T>
    where TForm : struct, IFlumeForm<T>
{
    private const int ClientsMax = 1000;

    private readonly FlumeBatchWait _batchDone = new();
    private readonly FlumeResumptions _resumptions = new(TForm.IsWhole);
    private readonly ConcurrentDictionary<UInt128, bool> _clients = []; // protocols that were shown to us and are understood

    public override string Name { get; } = $"flume-listen://{new IPEndPoint(options.Address, port)}";

    protected override bool SendsAgain => options.Acknowledge == FlumeAcknowledge.Committed;

    protected override DeadLetter Describe(in T record) => new(Name, "", "", TForm.BodyOf(record).Bytes);

    protected override void Run() => new SocketListening(new IPEndPoint(options.Address, port), options.ConnectionsMax)
    {
        Name = Name,
        NameOfPeer = static peer => $"flume://{peer}",
        ToAllowMore = $"raise {nameof(FlumeListenerOptions)}.{nameof(FlumeListenerOptions.ConnectionsMax)}",
        Serve = Serve,
        Report = ReportError,
    }.Run(place => options.OnListening?.Invoke((IPEndPoint)place), Stopping);

    protected override void OnBatchDone(BatchTime time, bool succeeded) => _batchDone.Pulse();

    private void Serve(Socket socket, string peer)
    {
        using SocketLink link = SocketLink.Accept(socket,
            new SocketListenerOptions { Tls = options.Tls, ClientCertificate = options.ClientCertificate }, Stopping);
        socket.NoDelay = true;
        using var session = new FlumeSession<T, TForm>(link, options, _clients, ClientsMax, _resumptions, CreateWriter)
        {
            Letter = (reason, bytes) => DeadLetter(new DeadLetter(peer, "", reason, bytes)),
            AwaitBatch = isSettled => _batchDone.Await(isSettled, () => IsStopped), // who waits then sends again, to whoever follows
        };
        session.Run(ReportProgress);
    }
}
