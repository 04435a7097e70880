using System.Net.Sockets;

namespace HotStream.Mqtt;

/// <summary>
/// One device connected to a listener. A thread of the crew serves it while it sends; silent, it holds no thread and no slab.
/// Acknowledgements of committed batches come from the listener's keeper. In this file: how it is served; in the others:
/// what it sends, and how it ends.
/// </summary>
internal sealed partial class MqttDevice<T, TRecord> : MqttServed, IWatched, IDisposable
    where TRecord : struct, IMqttRecord<T>
{
    private const int LeastRoom = 4096;
    private const int GatherMilliseconds = 1;
    private const int GatheredBytes = 16 * 1024;
    private const int LingerMilliseconds = 10;
    private const int LeastProgress = 1024;

    private readonly IMqttListenerHost _host;
    private readonly MqttSessions<T, TRecord> _sessions;
    private readonly MqttChannel _channel;
    private readonly MqttHeld _held = new();
    private readonly MqttBrake _brake;
    private readonly CancellationToken _stop;
    private readonly System.Net.EndPoint? _address;
    private readonly long _key;
    private readonly long _accepted = Environment.TickCount64;
    private MqttGreeting? _greeting;
    private MqttDeviceSession<T, TRecord>? _session;
    private MqttDoor? _door;
    private MqttAnswers? _answers;
    private SlabWriter<T>? _writer; // while packets are received into slabs
    private volatile MqttInbox<T, TRecord>? _inbox;
    private int _charged;
    private int _missing;         // bytes of the packet that is not complete
    private int _unfinishedBytes; // of it, when it last made progress
    private long _unfinishedSince;
    private long _lastRead; // by the stopwatch
    private long _lastBytes = Environment.TickCount64;
    private bool _wasSlowed;

    public MqttDevice(IMqttListenerHost host, MqttSessions<T, TRecord> sessions, Socket socket, CancellationToken stop)
    {
        _address = socket.RemoteEndPoint;
        _host = host;
        _sessions = sessions;
        _stop = stop;
        _brake = new MqttBrake(host, stop);
        _channel = new MqttChannel(socket, $"mqtt://{_address}", host.Room, host.Options.UnsentBytesMax, stop);
        _key = host.Bytes.Enter(this);
        if (host.Options.Tls is { } tls)
        {
            _channel.StartTls(ReceiverTls.Listener(tls, host.Options.ClientCertificate));
        }
    }

    /// <summary>The other side, for messages.</summary>
    public string Peer => _channel.Peer;

    /// <summary>Whether it has said who it is.</summary>
    public bool IsKnown => _inbox is not null;

    /// <summary>Bytes it holds of what it has not finished.</summary>
    public int Held => Volatile.Read(ref _charged);

    /// <summary>When it connected, in milliseconds of the system's tick count.</summary>
    public long Accepted => _accepted;

    Socket IWatched.Socket => _channel.Socket;

    void IWatched.OnReady() => Wake();

    /// <summary>Has it served soon. Any thread.</summary>
    public void Wake() => _host.Crew.Schedule(this);

    /// <summary>Serves it until it has nothing more to say.</summary>
    protected override MqttNext Serve()
    {
        bool isClean = false;
        bool mayStay = false;
        try
        {
            MqttNext next = ServeOn(out isClean);
            if (next != MqttNext.Gone)
            {
                return next;
            }

            mayStay = _stop.IsCancellationRequested;
            if (_endText is not null)
            {
                _host.Report(_endText, cause: null);
            }
        }
        catch (MqttConnectionException broken)
        {
            _host.Report(broken.Message, broken);
            TrySay(broken.Reason);
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            _host.Report(_endText ?? $"{Peer} broke off: {PlainText.Of(failure.Message)}", failure);
        }
        catch (OperationCanceledException)
        {
            // the context gives up
        }
        catch (Exception failure)
        {
            _host.Report($"{Peer} was disconnected by a failure: {failure.Message}", failure);
        }

        Finish(isClean, mayStay);
        return MqttNext.Gone;
    }

    protected override void Park()
    {
        try
        {
            _host.Bytes.Arm(_key, this);
        }
        catch (Exception failure) when (failure is ObjectDisposedException or IOException)
        {
            _channel.Abort();
            Wake(); // to find that it is over
        }
    }

    private MqttNext ServeOn(out bool isClean)
    {
        bool lingers = false;
        while (true)
        {
            (MqttNext? next, int count, bool isFull) = Step(out isClean);
            if (next is { } known)
            {
                return known;
            }

            if (count > 0)
            {
                TimeSpan sinceLast = System.Diagnostics.Stopwatch.GetElapsedTime(_lastRead);
                _lastRead = System.Diagnostics.Stopwatch.GetTimestamp();
                lingers = sinceLast.TotalMilliseconds < LingerMilliseconds;
                if (_host.Crew.IsCrowded)
                {
                    return Rest(MqttNext.Again);
                }

                // Small reads that follow each other thick and fast are worth waiting between: two system calls and a woken worker for each
                // message cost more than the message.
                if (Gathers && !isFull && count < GatheredBytes && sinceLast.TotalMilliseconds < 2 * GatherMilliseconds)
                {
                    _stop.WaitHandle.WaitOne(GatherMilliseconds);
                }
            }
            else if (!lingers || _host.Crew.IsCrowded || !_channel.WaitForBytes(LingerMilliseconds))
            {
                return Rest(MqttNext.Watch);
            }
        }
    }

    private bool Gathers => _host.Options.Acknowledge == MqttAcknowledge.Committed;

    /// <summary>Takes the packets that are there, answers, and receives more: how many bytes, or what comes instead.</summary>
    private (MqttNext? Next, int Count, bool IsFull) Step(out bool isClean)
    {
        if (_session is null)
        {
            return StepUnlocked(out isClean);
        }

        lock (_session.Writing)
        {
            return StepUnlocked(out isClean);
        }
    }

    private (MqttNext? Next, int Count, bool IsFull) StepUnlocked(out bool isClean)
    {
        isClean = false;
        if (_greeting is not null && !IsKnown && !TryWelcome())
        {
            isClean = _stop.IsCancellationRequested;
            return (isClean || _endText is not null ? MqttNext.Gone : MqttNext.Sleep, 0, false);
        }

        if (_brake.IsOn && !_brake.TryEnd())
        {
            return (MqttNext.Sleep, 0, false);
        }

        isClean = TakePackets();
        if (_inbox?.Flush() == true)
        {
            _host.LookForDue();
        }

        _answers?.Send();
        _host.Progress();
        NoteProgress();
        if (isClean)
        {
            return (MqttNext.Gone, 0, false);
        }

        if (_greeting is not null && !IsKnown)
        {
            return (MqttNext.Sleep, 0, false);
        }

        if (_brake.IsOn)
        {
            SlowDown();
            return (MqttNext.Sleep, 0, false);
        }

        Span<byte> buffer = GetBuffer();
        if (!_channel.TryRead(buffer, out int count))
        {
            return (null, 0, false);
        }

        if (count == 0)
        {
            isClean = _stop.IsCancellationRequested;
            return (MqttNext.Gone, 0, false);
        }

        Volatile.Write(ref _lastBytes, Environment.TickCount64);
        Advance(count);
        return (null, count, count == buffer.Length);
    }

    /// <summary>Leaves what was received unread for a while.</summary>
    private void SlowDown()
    {
        if (!_wasSlowed)
        {
            _wasSlowed = true;
            _host.Report($"{Peer} sends more than its rate limit and is slowed down; raise MqttListenerOptions.MessagesPerSecondMax or "
                + "BytesPerSecondMax, or correct the device.", cause: null);
        }

        PutAside();
        _brake.Begin(Wake);
    }

    /// <summary>Gives the thread back, and the memory that is not needed meanwhile.</summary>
    private MqttNext Rest(MqttNext next)
    {
        if (_session is { } session)
        {
            lock (session.Writing)
            {
                PutAside();
                session.Rest();
            }
        }

        _held.Trim();
        Charge();
        return next;
    }
}
