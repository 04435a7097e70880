using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>
/// One device connected to a listener. Its thread reads and answers; acknowledgements of committed batches come from the listener's thread. No session is kept: a
/// device that reconnects sends again what was not acknowledged.
/// </summary>
internal sealed class MqttDevice<T, TRecord> : IDisposable
    where TRecord : struct, IMqttRecord<T>
{
    private readonly IMqttListenerHost _host;
    private readonly SlabWriter<T> _writer;
    private readonly MqttTransport _transport;
    private readonly MqttAcks _acks = new(knowsQos1: false);
    private readonly Thread _thread;
    private readonly MqttBrake _brake;
    private readonly CancellationToken _stop;
    private readonly string _peer;
    private readonly System.Net.EndPoint? _address;
    private MqttGreeting? _greeting;
    private MqttAnswers? _answers;
    private volatile MqttInbox<T, TRecord>? _inbox;
    private volatile byte _endReason;
    private volatile bool _isGone;
    private bool _wasSlowed;

    public MqttDevice(IMqttListenerHost host, Socket socket, SlabWriter<T> writer, CancellationToken stop)
    {
        _host = host;
        _writer = writer;
        _brake = new MqttBrake(host, stop);
        _stop = stop;
        _address = socket.RemoteEndPoint;
        _peer = $"mqtt://{_address}";
        _transport = new MqttTransport(socket, stop)
        {
            SilenceMax = (long)host.Options.ConnectTimeout.TotalMilliseconds,
            Gathers = host.Options.Acknowledge == MqttAcknowledge.Committed,
        };
        _thread = new Thread(Serve) { IsBackground = true, Name = $"hotstream-connection-{_peer}" };
    }

    /// <summary>Who it is, once it has said so; set by the listener, under its lock.</summary>
    public string? ClientId { get; set; }

    /// <summary>Whether the connection is over and nothing more will be acknowledged.</summary>
    public bool IsGone => _isGone;

    public void Start() => _thread.Start();

    public void Join() => _thread.Join();

    /// <summary>Sends the acknowledgements that are due. The listener's thread.</summary>
    public void Acknowledge()
    {
        if (_inbox is not { } inbox || _isGone)
        {
            return;
        }

        try
        {
            if (_writer.HasFailed)
            {
                End(MqttReason.Unspecified); // a failed batch holds messages of this device: it must send them again
            }
            else
            {
                inbox.SendAcks();
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
        {
            _transport.Abort(); // the reader sees it and says why
        }
    }

    /// <summary>Ends the connection with a reason, whoever waits for it.</summary>
    public void End(byte reason)
    {
        _endReason = reason;
        _brake.Release();
        TrySay(reason);
        _transport.Abort();
    }

    /// <summary>The last batch is acknowledged: says good-bye. After the thread has ended; <see cref="Leave"/> follows.</summary>
    public void SayGoodBye()
    {
        if (!_isGone)
        {
            TrySay(MqttReason.ServerShuttingDown);
            _transport.Finish();
        }
    }

    /// <summary>Closes, when the device has heard it or at a time (system's tick count).</summary>
    public void Leave(long until)
    {
        if (!_isGone)
        {
            _transport.Linger(until);
            Dispose();
        }
    }

    public void Dispose()
    {
        _isGone = true;
        _transport.Dispose();
    }

    private void Serve()
    {
        bool mayStay = false;
        bool isClean = false;
        try
        {
            if (_host.Options.Tls is { } tls)
            {
                _transport.StartTls(tls);
            }

            isClean = ReadAll();
            mayStay = _stop.IsCancellationRequested;
            if (_endReason != 0)
            {
                _host.Report($"{_peer} was disconnected: {MqttReason.Describe(_endReason)}.", cause: null);
            }
        }
        catch (MqttConnectionException broken)
        {
            _host.Report(broken.Message, broken);
            TrySay(broken.Reason);
        }
        catch (TimeoutException silent)
        {
            _host.Report($"{_peer} was disconnected: {silent.Message}, longer than its keep-alive allows.", silent);
            TrySay(MqttReason.KeepAliveTimeout);
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            _host.Report($"{_peer} broke off: {failure.Message}", failure);
        }
        catch (OperationCanceledException)
        {
            // the context gives up
        }
        catch (Exception failure)
        {
            _host.Report($"{_peer} was disconnected by a failure: {failure.Message}", failure);
        }
        finally
        {
            Finish(isClean, mayStay);
        }
    }

    /// <summary>Reads until the device is done, or until asked to stop. Returns whether it said good-bye.</summary>
    private bool ReadAll()
    {
        int missing = 0;
        while (true)
        {
            if (_brake.IsOn)
            {
                SlowDown();
            }
            else if (!Receive(missing))
            {
                return _stop.IsCancellationRequested;
            }

            bool goodBye = TakePackets(out missing);
            if (_inbox?.Flush() == true)
            {
                _host.LookForDue();
            }

            _answers?.Send();
            _host.Progress();
            if (goodBye)
            {
                return true;
            }
        }
    }

    private bool Receive(int missing)
    {
        Span<byte> buffer = missing > 4096 ? _writer.GetBuffer(missing) : _writer.GetBuffer();
        int count = _transport.Read(buffer);
        _writer.Advance(count);
        return count > 0;
    }

    /// <summary>Leaves what was received unread for a while.</summary>
    private void SlowDown()
    {
        if (!_wasSlowed)
        {
            _wasSlowed = true;
            _host.Report($"{_peer} sends more than its rate limit and is slowed down; raise MqttListenerOptions.MessagesPerSecondMax or BytesPerSecondMax, or mend the device.", cause: null);
        }

        _brake.Wait();
    }

    private bool TakePackets(out int missing)
    {
        missing = 0;
        while (true)
        {
            ReadOnlySpan<byte> unread = _writer.Unread;
            MqttError error = MqttFrame.TryRead(unread, _host.Options.PacketBytesMax, out MqttFrame frame);
            if (error == MqttError.Incomplete)
            {
                missing = frame.Length == 0 ? 0 : frame.Length - unread.Length;
                return false;
            }

            bool goodBye = false;
            if (error == MqttError.None)
            {
                if (frame.Type == MqttPacketType.Publish && !_brake.MayTake(frame.Length))
                {
                    return false;
                }

                error = _inbox is null ? Greet(frame)
                    : frame.Type == MqttPacketType.Publish ? TakePublish(_inbox, frame)
                    : _answers!.Take(unread[frame.HeaderLength..frame.Length], frame, out goodBye);
            }

            if (error != MqttError.None)
            {
                Refuse(error, frame, unread);
            }

            _writer.Consume(frame.Length);
            if (goodBye)
            {
                return true;
            }
        }
    }

    private MqttError TakePublish(MqttInbox<T, TRecord> inbox, in MqttFrame frame)
    {
        MqttError error = inbox.Take(frame);
        return error == MqttError.None && inbox.Unacknowledged > _host.Options.ReceiveMaximum
            ? throw new MqttConnectionException($"{_peer} sent more messages than the receive maximum of {_host.Options.ReceiveMaximum} before the first was acknowledged.", MqttReason.ReceiveMaximumExceeded)
            : error;
    }

    private void Refuse(MqttError error, in MqttFrame frame, ReadOnlySpan<byte> unread)
    {
        string reason = error == MqttError.PacketTooLarge
            ? $"a packet of {frame.Length} bytes is larger than the maximum of {_host.Options.PacketBytesMax}; raise MqttListenerOptions.PacketBytesMax or mend the device"
            : MqttErrors.Describe(error);
        _host.Refuse(new DeadLetter(_peer, $"message {_writer.Stored + 1}", reason, frame.Length, unread[..Math.Min(unread.Length, frame.Length)].ToArray()));
        throw MqttConnectionException.Of(error, _peer);
    }

    private MqttError Greet(in MqttFrame frame)
    {
        if (frame.Type != MqttPacketType.Connect)
        {
            return MqttError.UnexpectedPacket;
        }

        MqttError error = MqttGreeting.TryRead(_writer.Unread[frame.HeaderLength..frame.Length], _host, _address, out MqttGreeting? greeting, out byte[] answer);
        if (greeting is { Refusal: null })
        {
            _host.TakeOver(greeting.ClientId, this);
            _greeting = greeting;
            _transport.SilenceMax = greeting.KeepAliveSeconds * 1500L;
            _answers = new MqttAnswers(greeting.Version, _transport, _acks);
            _inbox = new MqttInbox<T, TRecord>(_writer, _acks, _transport, greeting.Version, _host.Options.Acknowledge, MqttGreeting.TopicAliasMaximum);
        }

        if (answer.Length > 0)
        {
            _transport.Write(answer);
        }

        if (greeting?.Refusal is { } refusal)
        {
            throw new MqttConnectionException($"{_peer} was refused: {refusal}.", reason: 0);
        }

        return error;
    }

    /// <summary>The connection receives no more: a device that did not say good-bye leaves its will.</summary>
    private void Finish(bool isClean, bool mayStay)
    {
        try
        {
            if (!isClean && _greeting?.Will is { } will)
            {
                _inbox?.Add(will.Topic, will.Payload, will.Properties, will.Qos, will.Retain);
            }

            _inbox?.Flush(); // good messages before a bad one are good
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            _host.Report($"{_peer} is gone and could not be told all: {failure.Message}", failure);
        }
        finally
        {
            _writer.Dispose();
            if (!mayStay)
            {
                Dispose();
            }
        }
    }

    private void TrySay(byte reason)
    {
        if (_greeting is { Version: MqttVersion.V5 } && reason != 0)
        {
            try
            {
                _answers?.Disconnect(reason);
            }
            catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
            {
                // it is gone already
            }
        }
    }
}
