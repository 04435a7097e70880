using System.Net;
using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>
/// Takes what MQTT devices publish, without a broker. Each connection has a thread, so that a slow or broken device disturbs no other; one more thread sends
/// the acknowledgements that fall due when a batch is done. Connections outlive the end of receiving, until the last batches are acknowledged.
/// </summary>
internal sealed class MqttListenReceiver<T, TRecord>(int port, MqttListenerOptions options, TimeProvider time) : SlabReceiver<T>, IMqttListenerHost
    where TRecord : struct, IMqttRecord<T>
{
    private const int AcceptMicroseconds = 100_000;
    private const int GoodByeMilliseconds = 1000;

    private readonly Lock _gate = new();
    private readonly List<MqttDevice<T, TRecord>> _devices = [];
    private readonly AutoResetEvent _due = new(initialState: false);
    private Thread? _acknowledger;
    private volatile bool _isClosing;

    public override string Name => $"mqtt-listen://{new IPEndPoint(options.Address, port)}";

    public MqttListenerOptions Options => options;

    public TimeProvider TimeProvider => time;

    protected override void Run()
    {
        using var listener = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(options.Address, port));
        listener.Listen(options.ConnectionsMax);
        StartAcknowledger();
        options.OnListening?.Invoke((IPEndPoint)listener.LocalEndPoint!);
        try
        {
            while (!IsStopped)
            {
                if (listener.Poll(AcceptMicroseconds, SelectMode.SelectRead))
                {
                    Accept(listener.Accept());
                }
            }
        }
        finally
        {
            Array.ForEach(Devices(), device => device.Join());
        }
    }

    protected override void OnBatchDone(BatchTime time, bool succeeded) => _due.Set();

    protected override void OnClosed()
    {
        _isClosing = true;
        _due.Set();
        _acknowledger?.Join();
        MqttDevice<T, TRecord>[] devices = Devices();
        Array.ForEach(devices, device => device.SayGoodBye());
        long until = Environment.TickCount64 + GoodByeMilliseconds;
        Array.ForEach(devices, device => device.Leave(until));
    }

    void IMqttListenerHost.Report(string message, Exception? cause) => ReportError(message, cause);

    void IMqttListenerHost.Refuse(DeadLetter letter) => DeadLetter(letter);

    void IMqttListenerHost.Progress() => ReportProgress();

    void IMqttListenerHost.LookForDue() => _due.Set();

    /// <summary>Another connection of the same device ends: a device has one at a time (MQTT-3.1.4-3).</summary>
    void IMqttListenerHost.TakeOver(string clientId, object newest)
    {
        var replaced = new List<MqttDevice<T, TRecord>>();
        lock (_gate)
        {
            foreach (MqttDevice<T, TRecord> device in _devices)
            {
                if (ReferenceEquals(device, newest))
                {
                    device.ClientId = clientId;
                }
                else if (device.ClientId == clientId)
                {
                    replaced.Add(device);
                }
            }
        }

        replaced.ForEach(device => device.End(MqttReason.SessionTakenOver));
    }

    private void Accept(Socket socket)
    {
        lock (_gate)
        {
            _devices.RemoveAll(device => device.IsGone);
            if (_devices.Count >= options.ConnectionsMax)
            {
                ReportError($"mqtt://{socket.RemoteEndPoint} was refused: {options.ConnectionsMax} devices are connected already; raise MqttListenerOptions.ConnectionsMax to allow more.");
                socket.Dispose();
                return;
            }

            var device = new MqttDevice<T, TRecord>(this, socket, CreateWriter(), Stopping);
            _devices.Add(device);
            device.Start();
        }
    }

    private void StartAcknowledger()
    {
        if (options.Acknowledge == MqttAcknowledge.Committed && _acknowledger is null)
        {
            _acknowledger = new Thread(AcknowledgeAll) { IsBackground = true, Name = $"hotstream-acknowledger-{Name}" };
            _acknowledger.Start();
        }
    }

    private void AcknowledgeAll()
    {
        bool last;
        do
        {
            _due.WaitOne();
            last = _isClosing;
            foreach (MqttDevice<T, TRecord> device in Devices())
            {
                device.Acknowledge();
            }
        }
        while (!last);
    }

    private MqttDevice<T, TRecord>[] Devices()
    {
        lock (_gate)
        {
            return [.. _devices];
        }
    }
}
