using System.Net.Sockets;

namespace HotStream.Mqtt;

/// <summary>
/// Subscribes to a broker. Reads on the receiver's thread; a second thread acknowledges what batches have committed and sends pings. What
/// is stored and not yet acknowledged is remembered across connections of one session, so that the broker may send it again without its
/// being stored again. After a failed batch the connection is made anew, for that is how a broker is asked to send again. At a graceful
/// stop the connection outlives <see cref="Run"/>, until the last batch is acknowledged.
/// </summary>
internal sealed class MqttReceiver<T, TRecord>(MqttAddress address, MqttOptions options, IReadOnlyList<MqttTopic> topics) : SlabReceiver<T>
    where TRecord : struct, IMqttRecord<T>
{
    private const int KeeperMilliseconds = 200;
    private const int SteadyMilliseconds = 30_000;

    private readonly MqttAcks _acks = new(knowsQos1: true);
    private readonly AutoResetEvent _due = new(initialState: false);
    private readonly string _clientId = options.ClientId ?? $"hotstream-{Guid.NewGuid():N}"[..22]; // every broker takes 23 characters
    private volatile SlabWriter<T>? _writer;
    private volatile MqttSession<T, TRecord>? _session;
    private Thread? _keeper;
    private volatile bool _isClosing;
    private bool _hasConnected;
    private int _brief; // connections in a row that the broker ended soon after they were made

    public override string Name => address.ToString();

    protected override bool SendsAgain => options.Acknowledge == MqttAcknowledge.Committed;

    protected override DeadLetter Describe(in T record)
    {
        (Utf8Slice topic, Utf8Slice payload) = TRecord.Parts(record);
        return new DeadLetter(Name, topic.IsEmpty ? "" : $"topic {topic}", "", payload.Bytes);
    }

    protected override void Run()
    {
        StartKeeper();
        SlabWriter<T> writer = RenewWriter();
        var transport = new MqttTransport(Connect(), Stopping) { Gathers = options.Acknowledge == MqttAcknowledge.Committed };
        try
        {
            Converse(transport, writer);
        }
        catch
        {
            _session = null;
            transport.Dispose();
            throw;
        }
    }

    protected override void OnBatchDone(BatchTime time, bool succeeded) => _due.Set();

    protected override void OnClosed()
    {
        _isClosing = true;
        _due.Set();
        _keeper?.Join();
        _session?.Leave();
        _writer?.Dispose();
    }

    /// <summary>Returns when asked to stop; the connection then stays, until the last batch is acknowledged.</summary>
    private void Converse(MqttTransport transport, SlabWriter<T> writer)
    {
        if (address.Secure(options.Tls) is { } tls)
        {
            transport.StartTls(tls);
        }

        var session = new MqttSession<T, TRecord>(transport, writer, _acks, options, Name, DeadLetter);
        session.Greet(topics, _clientId, isFirst: !_hasConnected);
        _hasConnected = true;
        _session = session;
        long since = Environment.TickCount64;
        if (!session.ReadAll(() => ReportIfSteady(since), Stopping))
        {
            if (writer.HasFailed)
            {
                ReportProgress(); // the connection is well: the broker is asked again at the first delay
            }

            throw new MqttConnectionException(
                writer.HasFailed
                    ? $"A batch with messages of {Name} failed: connecting anew, so that the broker sends again what was not acknowledged."
                    : $"{Name} ended the connection.{LikelyCause()}",
                reason: 0);
        }
    }

    /// <summary>
    /// Only a connection that has lasted is progress, after which the next delay is the first again: two clients of one id throw each other
    /// out within moments, and must not do so without end at the shortest delay.
    /// </summary>
    private void ReportIfSteady(long since)
    {
        if (Environment.TickCount64 - since >= SteadyMilliseconds)
        {
            _brief = 0;
            ReportProgress();
        }
    }

    private string LikelyCause() => ++_brief > 1 && options.ClientId is { } id
        ? $" This is time {_brief} that it did so soon after we had connected: if another client uses the client id '{PlainText.Of(id)}' "
        + "too, each throws the other out; give each its own."
        : "";

    private Socket Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            ReceiverSockets.Connect(socket, address.Host, address.Port, Stopping);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The way into the engine; a new one when a batch failed, for what that held counts as never stored.</summary>
    private SlabWriter<T> RenewWriter()
    {
        SlabWriter<T>? writer = _writer;
        if (writer is { HasFailed: true })
        {
            _acks.ForgetAfter(writer.Committed);
            writer.Dispose();
            writer = CreateWriter(before: writer); // behind what came before, in the same partition
        }

        writer ??= CreateWriter();
        writer.Consume(writer.Unread.Length); // half a message of the connection before
        return _writer = writer;
    }

    private void StartKeeper()
    {
        if (_keeper is null)
        {
            _keeper = new Thread(Keep) { IsBackground = true, Name = $"hotstream-keeper-{Name}" };
            _keeper.Start();
        }
    }

    private void Keep()
    {
        bool last;
        do
        {
            _due.WaitOne(KeeperMilliseconds);
            last = _isClosing;
            if (_session is not { } session)
            {
                continue;
            }

            try
            {
                if (_writer is { HasFailed: true })
                {
                    session.Abort();
                }
                else
                {
                    session.Acknowledge();
                    session.KeepAlive();
                }
            }
            catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
            {
                session.Abort(); // the reader sees it and says why
            }
        }
        while (!last);
    }
}
