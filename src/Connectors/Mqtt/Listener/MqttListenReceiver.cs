using System.Net;
using System.Net.Sockets;

namespace HotStream.Mqtt;

/// <summary>
/// Takes what MQTT devices publish, without a broker, and sends them what they subscribed to. A crew of threads serves the devices that
/// send; one thread, the keeper, sends the acknowledgements that fall due when a batch is done and looks whether devices keep their times.
/// Connections outlive the end of receiving, until the last batches are acknowledged.
/// </summary>
internal sealed class MqttListenReceiver<T, TRecord> : SlabReceiver<T>, IMqttListenerHost
    where TRecord : struct, IMqttRecord<T>
{
    private const int AcceptMicroseconds = 100_000;
    private const int GoodByeMilliseconds = 1000;
    private const int LookMilliseconds = 200;
    private const int Backlog = 512;
    private const int HeldShare = 4;        // of the memory budget, for all unfinished packets together
    private const int ConnectionShare = 16; // of it, for one

    private readonly int _port;
    private readonly MqttListenerOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Lock _choosing = new();
    private readonly HashSet<MqttDevice<T, TRecord>> _devices = [];
    private readonly AutoResetEvent _due = new(initialState: false);
    private readonly AutoResetEvent _finished = new(initialState: false);
    private readonly MqttSessions<T, TRecord> _sessions;
    private MqttDevice<T, TRecord>[]? _snapshot;
    private SocketWatch? _bytes;
    private SocketWatch? _room;
    private MqttCrew? _crew;
    private Thread? _keeper;
    private long _held;
    private volatile bool _areDue;
    private volatile bool _isClosing;

    public MqttListenReceiver(int port, MqttListenerOptions options, TimeProvider time)
    {
        _port = port;
        _options = options;
        _time = time;
        Router = new MqttRouter(options, text => ReportError(text));
        _sessions = new MqttSessions<T, TRecord>(this, new MqttPostOffice(options, text => ReportError(text)), CreateWriter);
        options.Devices?.Attach(Router);
    }

    public override string Name => $"mqtt-listen://{new IPEndPoint(_options.Address, _port)}";

    public MqttListenerOptions Options => _options;

    public TimeProvider TimeProvider => _time;

    public MqttRouter Router { get; }

    public MqttCrew Crew => _crew!;

    public SocketWatch Bytes => _bytes!;

    public SocketWatch Room => _room!;

    public int PayloadBytesMax =>
        (int)Math.Min(_options.PayloadBytesMax, Math.Max(Slab.StandardCapacity, Budget.LimitBytes / ConnectionShare));

    public int PacketBytesMax => PayloadBytesMax + MqttFrame.HeadersBytesMax;

    protected override void Run()
    {
        using var listener = new Socket(_options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(_options.Address, _port));
        listener.Listen(Backlog);
        listener.Blocking = false;
        StartThreads();
        _options.OnListening?.Invoke((IPEndPoint)listener.LocalEndPoint!);
        var accepting = new SocketAcceptor(listener, Accept, problem => ReportError(problem));
        try
        {
            while (!IsStopped)
            {
                if (listener.Poll(AcceptMicroseconds, SelectMode.SelectRead))
                {
                    accepting.Next(Stopping);
                }
            }
        }
        finally
        {
            if (!IsStopped)
            {
                Array.ForEach(Devices(), device => device.End(MqttReason.ServerUnavailable)); // it cannot go on, and starts again
            }

            while (Array.FindAll(Devices(), device => !device.HasFinished) is { Length: > 0 } reading)
            {
                Array.ForEach(reading, device => device.Wake()); // to read what had been received, and no more
                _finished.WaitOne(LookMilliseconds);
            }

            _bytes!.Dispose();
            _crew!.Dispose();
        }
    }

    protected override bool SendsAgain => _options.Acknowledge == MqttAcknowledge.Committed;

    protected override DeadLetter Describe(in T record)
    {
        (Utf8Slice topic, Utf8Slice payload) = TRecord.Parts(record);
        return new DeadLetter(Name, topic.IsEmpty ? "" : $"topic {topic}", "", payload.Bytes);
    }

    protected override void OnBatchDone(BatchTime time, bool succeeded)
    {
        if (_options.Acknowledge == MqttAcknowledge.Committed)
        {
            ((IMqttListenerHost)this).LookForDue();
        }
    }

    protected override void OnClosed()
    {
        _isClosing = true;
        ((IMqttListenerHost)this).LookForDue();
        _keeper?.Join();
        MqttDevice<T, TRecord>[] devices = Devices();
        Array.ForEach(devices, device => device.SayGoodBye());
        long until = Environment.TickCount64 + GoodByeMilliseconds;
        Array.ForEach(devices, device => device.Leave(until));
        _room?.Dispose();
    }

    void IMqttListenerHost.Report(string message, Exception? cause) => ReportError(message, cause);

    void IMqttListenerHost.Refuse(DeadLetter letter) => DeadLetter(letter);

    void IMqttListenerHost.Progress() => ReportProgress();

    void IMqttListenerHost.LookForDue()
    {
        _areDue = true;
        _due.Set();
    }

    void IMqttListenerHost.Finished(object device, bool isGone)
    {
        if (isGone)
        {
            lock (_gate)
            {
                _devices.Remove((MqttDevice<T, TRecord>)device);
                _snapshot = null;
            }
        }

        _finished.Set();
    }

    void IMqttListenerHost.Hold(int bytes)
    {
        if (Interlocked.Add(ref _held, bytes) > Budget.LimitBytes / HeldShare && bytes > 0)
        {
            MakeRoom();
        }
    }

    /// <summary>
    /// Over the share of the budget, the least useful connections go: those that have not said who they are, then those
    /// that hold most without finishing.
    /// </summary>
    private void MakeRoom()
    {
        if (!_choosing.TryEnter())
        {
            return; // somebody does it
        }

        try
        {
            MqttDevice<T, TRecord>[] holders = Array.FindAll(Devices(), device => device.Held > 0);
            long held = Interlocked.Read(ref _held);
            long over = held - (Budget.LimitBytes / HeldShare) - holders.Where(device => device.IsEnding).Sum(device => (long)device.Held);
            foreach (MqttDevice<T, TRecord> worst in holders.Where(device => !device.IsEnding).OrderBy(device => device.IsKnown)
                .ThenByDescending(device => device.Held))
            {
                if (over <= 0)
                {
                    return;
                }

                over -= worst.Held;
                worst.End(
                    MqttReason.QuotaExceeded,
                    $"{worst.Peer} was cut off: packets that are not finished take {held} bytes, more than a quarter of "
                    + $"StreamingOptions.MemoryBudgetBytes, and it holds {worst.Held} of them"
                    + (worst.IsKnown ? "." : " and has not said who it is."));
            }
        }
        finally
        {
            _choosing.Exit();
        }
    }

    private void Accept(Socket socket)
    {
        MqttDevice<T, TRecord>? stranger = null;
        lock (_gate)
        {
            if (_devices.Count >= _options.ConnectionsMax)
            {
                foreach (MqttDevice<T, TRecord> other in _devices)
                {
                    stranger = !other.IsKnown && !other.HasFinished
                        && (stranger is null || other.Accepted < stranger.Accepted) ? other : stranger;
                }

                if (stranger is null)
                {
                    ReportError($"mqtt://{socket.RemoteEndPoint} was refused: {_options.ConnectionsMax} devices are connected already; "
                        + "raise MqttListenerOptions.ConnectionsMax to allow more.");
                    socket.Dispose();
                    return;
                }
            }
        }

        stranger?.End(reason: 0, $"{stranger.Peer} made room for another: {_options.ConnectionsMax} devices are connected "
            + "(MqttListenerOptions.ConnectionsMax), and it has not said who it is.");
        var device = new MqttDevice<T, TRecord>(this, _sessions, socket, Stopping);
        lock (_gate)
        {
            _devices.Add(device);
            _snapshot = null;
        }

        device.Wake();
    }

    private void StartThreads()
    {
        _bytes = new SocketWatch($"hotstream-watch-{Name}", forWriting: false);
        _room ??= new SocketWatch($"hotstream-room-{Name}", forWriting: true);
        _crew = new MqttCrew(Name);
        if (_keeper is null)
        {
            _keeper = new Thread(Keep) { IsBackground = true, Name = $"hotstream-keeper-{Name}" };
            _keeper.Start();
        }
    }

    private void Keep()
    {
        long lastLook = Environment.TickCount64;
        bool last;
        do
        {
            _due.WaitOne(LookMilliseconds);
            last = _isClosing;
            if (_areDue)
            {
                _areDue = false;
                Array.ForEach(Devices(), device => device.Acknowledge());
            }

            long now = Environment.TickCount64;
            if (now - lastLook >= LookMilliseconds)
            {
                lastLook = now;
                Array.ForEach(Devices(), device => device.Look(now));
                _sessions.Sweep(now);
                if (Interlocked.Read(ref _held) > Budget.LimitBytes / HeldShare)
                {
                    MakeRoom(); // who was over it may have stopped growing
                }
            }
        }
        while (!last);
    }

    private MqttDevice<T, TRecord>[] Devices()
    {
        lock (_gate)
        {
            return _snapshot ??= [.. _devices];
        }
    }
}
