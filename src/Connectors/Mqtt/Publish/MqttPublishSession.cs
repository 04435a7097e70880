using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;

namespace HotStream.Mqtt;

/// <summary>
/// One connection that publishes: a loop sends what the outbox gives, another reads acknowledgements. No thread of its own;
/// <see cref="End"/> and <see cref="Leave"/> come from others.
/// </summary>
internal sealed class MqttPublishSession : IDisposable
{
    private const int ReceiveBytes = 16 * 1024;
    private const int AckBytesMin = 4;

    private static readonly TimeSpan s_goodByeTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lastWordTime = TimeSpan.FromMilliseconds(200);

    private readonly MqttOutbox _outbox;
    private readonly MqttPublishOptions _options;
    private readonly MqttPostponement _postponement;
    private readonly Backoff _backoff;
    private readonly TimeProvider _time;
    private readonly string _broker;
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[ReceiveBytes];
    private readonly ushort[] _acknowledged = new ushort[ReceiveBytes / AckBytesMin];
    private Stream _stream = Stream.Null;
    private TimeSpan _keepAlive;
    private int _filled;
    private int _epoch;
    private bool _isGreeted;
    private volatile bool _isEnding;
    private volatile bool _isLeaving;
    private volatile bool _heard;   // since the last look
    private volatile bool _pingDue;
    private volatile bool _pingOwed;
    private volatile bool _isSilent;

    public MqttPublishSession(MqttOutbox outbox, MqttPublishOptions options, MqttPostponement postponement, Backoff backoff,
        TimeProvider time, string broker)
    {
        _outbox = outbox;
        _options = options;
        _postponement = postponement;
        _backoff = backoff;
        _time = time;
        _broker = broker;
        _keepAlive = options.KeepAlive;
    }

    /// <summary>Whether it ended because somebody here wanted that.</summary>
    public bool WasEnded { get; private set; }

    /// <summary>Connects and greets.</summary>
    /// <exception cref="MqttRefusedException">The broker does not want us.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async Task OpenAsync(MqttAddress address, string clientId, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            await _socket.ConnectAsync(address.Host, address.Port, either.Token).ConfigureAwait(false);
            _stream = new NetworkStream(_socket);
            if (address.Secure(_options.Tls) is { } tls)
            {
                var secured = new SslStream(_stream);
                _stream = secured;
                await secured.AuthenticateAsClientAsync(tls, either.Token).ConfigureAwait(false);
            }

            await _stream.WriteAsync(Greeting(clientId), either.Token).ConfigureAwait(false);
            while (!_isGreeted)
            {
                await ReceiveAsync(either.Token).ConfigureAwait(false);
                TakePackets();
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"{_broker} did not answer within {PlainText.Of(_options.ConnectTimeout)}");
        }
    }

    /// <summary>Publishes until the connection ends; throws why, unless it was left.</summary>
    public async Task RunAsync()
    {
        TimeSpan half = _keepAlive / 2;
        await using ITimer? timer = half > TimeSpan.Zero ? _time.CreateTimer(_ => LookWhetherAlive(), null, half, half) : null;
        Task receiving = ReceiveAllAsync();
        Task sending = SendAllAsync();
        Task first = await Task.WhenAny(receiving, sending).ConfigureAwait(false);
        if (first == sending)
        {
            // Left: the broker reads all and closes. Broken: it may have said why before it closed.
            await Task.WhenAny(receiving, Task.Delay(_isLeaving ? s_goodByeTime : s_lastWordTime)).ConfigureAwait(false);
            first = receiving.IsFaulted ? receiving : sending;
        }

        Dispose();
        await Task.WhenAll(receiving, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_isSilent)
        {
            throw new TimeoutException($"{_broker} did not answer a ping for half its keep-alive of {PlainText.Of(_keepAlive)}");
        }

        await first.ConfigureAwait(false);
    }

    /// <summary>Ends the connection, whatever is under way.</summary>
    public void End()
    {
        WasEnded = true;
        Dispose();
    }

    /// <summary>Says good-bye when everything is sent.</summary>
    public void Leave()
    {
        _isLeaving = true;
        _outbox.Signal();
    }

    public void Dispose()
    {
        _isEnding = true;
        _stream.Dispose();
        _socket.Dispose();
        _outbox.Signal();
    }

    private byte[] Greeting(string clientId)
    {
        var output = new ArrayBufferWriter<byte>();
        MqttPropertyWriter properties = new MqttPropertyWriter().Number(MqttPropertyId.MaximumPacketSize, ReceiveBytes);
        MqttHello.Connect(output, _options, clientId, clean: true, properties.Properties);
        return output.WrittenSpan.ToArray();
    }

    private async Task SendAllAsync()
    {
        while (!_isEnding)
        {
            ReadOnlyMemory<byte> packets = _outbox.NextToSend(_epoch);
            if (!packets.IsEmpty)
            {
                await _stream.WriteAsync(packets).ConfigureAwait(false);
                _outbox.Sent();
                if (_options.Qos == MqttQos.AtMostOnce)
                {
                    _backoff.Progress();
                }
            }
            else if (_pingDue)
            {
                _pingDue = false;
                await _stream.WriteAsync(new byte[] { (byte)MqttPacketType.PingReq << 4, 0 }).ConfigureAwait(false);
            }
            else if (_isLeaving)
            {
                await _stream.WriteAsync(new byte[] { (byte)MqttPacketType.Disconnect << 4, 0 }).ConfigureAwait(false);
                _socket.Shutdown(SocketShutdown.Send);
                return;
            }
            else
            {
                _outbox.Settle();
                await _outbox.NewsAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task ReceiveAllAsync()
    {
        while (true)
        {
            await ReceiveAsync(CancellationToken.None).ConfigureAwait(false);
            TakePackets();
        }
    }

    private async ValueTask ReceiveAsync(CancellationToken stop)
    {
        int count = await _stream.ReadAsync(_received.AsMemory(_filled), stop).ConfigureAwait(false);
        if (count == 0)
        {
            throw new MqttConnectionException(
                _isGreeted ? $"{_broker} ended the connection"
                : $"{_broker} ended the connection before it answered; is it a broker of this version of MQTT, and is TLS wanted?",
                reason: 0);
        }

        _filled += count;
        _heard = true;
    }

    private void TakePackets()
    {
        int at = 0;
        int acknowledged = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = _received.AsSpan(at, _filled - at);
            MqttError error = MqttFrame.TryRead(rest, ReceiveBytes, out MqttFrame frame);
            if (error == MqttError.Incomplete)
            {
                break;
            }

            error = error == MqttError.None ? Take(rest[frame.HeaderLength..frame.Length], frame.Type, ref acknowledged) : error;
            if (error != MqttError.None)
            {
                throw MqttConnectionException.Of(error, _broker);
            }

            at += frame.Length;
        }

        _received.AsSpan(at, _filled - at).CopyTo(_received);
        _filled -= at;
        if (acknowledged > 0)
        {
            _backoff.Progress();
            _outbox.Acknowledge(_acknowledged.AsSpan(0, acknowledged));
        }

        if (at > 0)
        {
            _outbox.Settle();
            _outbox.Signal();
        }
    }

    private MqttError Take(ReadOnlySpan<byte> body, MqttPacketType type, ref int acknowledged)
    {
        if (!_isGreeted)
        {
            return type == MqttPacketType.ConnAck ? TakeConnAck(body) : MqttError.UnexpectedPacket;
        }

        MqttError error;
        switch (type)
        {
            case MqttPacketType.PubAck when _options.Qos == MqttQos.AtLeastOnce:
                error = MqttAck.TryRead(body, type, _options.Version, out MqttAck ack);
                if (error != MqttError.None || ack.Reason < MqttReason.Unspecified)
                {
                    _acknowledged[acknowledged++] = ack.PacketId;
                }
                else if (MqttRefusals.IsOfTheMessage(ack.Reason))
                {
                    _outbox.Refuse(ack.PacketId, $"the broker refused it: {MqttReason.Describe(ack.Reason)}{Why(ack.Properties)}");
                    _backoff.Progress();
                }
                else
                {
                    _outbox.Postpone(ack.PacketId);
                    _postponement.Begin(
                        $"the broker says {MqttReason.Describe(ack.Reason)}{Why(ack.Properties)}{MqttRefusals.Advice(ack.Reason)}");
                }

                return error;
            case MqttPacketType.PingResp:
                _pingOwed = false;
                return body.IsEmpty ? MqttError.None : MqttError.TrailingBytes;
            case MqttPacketType.Disconnect when _options.Version == MqttVersion.V5:
                error = MqttAck.TryRead(body, type, _options.Version, out MqttAck said);
                return error != MqttError.None ? error
                    : throw new MqttConnectionException($"{_broker} ended the connection: "
                    + $"{MqttReason.Describe(said.Reason)}{Why(said.Properties)}{MqttRefusals.Advice(said.Reason)}", reason: 0);
            default:
                return MqttError.UnexpectedPacket;
        }
    }

    private MqttError TakeConnAck(ReadOnlySpan<byte> body)
    {
        MqttError error = MqttConnAck.TryRead(body, _options.Version, out MqttConnAck answer);
        if (error != MqttError.None)
        {
            return error;
        }

        if (answer.Code != 0)
        {
            string message =
                $"{_broker} refused the connection: {MqttReason.DescribeConnect(answer.Code, _options.Version)}{Why(answer.Properties)}";
            throw MqttReason.MayPass(answer.Code, _options.Version)
                ? new MqttConnectionException(message, reason: 0)
                : new MqttRefusedException($"{message}. Correct MqttPublishOptions (UserName, Password, ClientId, Version) or the broker");
        }

        var limits = MqttServerLimits.Of(answer.Properties);
        if (limits.QosMax < (int)_options.Qos || (_options.Retain && !limits.HasRetain))
        {
            string what = limits.QosMax < (int)_options.Qos ? "QoS 1; set MqttPublishOptions.Qos to AtMostOnce"
                : "retained messages; clear MqttPublishOptions.Retain";
            throw new MqttRefusedException($"{_broker} does not take {what}, or allow it there");
        }

        _keepAlive = answer.Properties.TryGetNumber(MqttPropertyId.ServerKeepAlive, out uint seconds)
            ? TimeSpan.FromSeconds(seconds) : _keepAlive;
        _epoch = _outbox.Connected(limits);
        _isGreeted = true;
        return MqttError.None;
    }

    private static string Why(MqttProperties properties) =>
        properties.TryGet(MqttPropertyId.ReasonString, out MqttProperty why) ? $" ({PlainText.Of(why.Bytes)})" : "";

    /// <summary>Twice in a keep-alive: when nothing was heard, a ping is sent; when that was not answered, the broker is gone.</summary>
    private void LookWhetherAlive()
    {
        if (_pingOwed && !_heard)
        {
            _isSilent = true;
            Dispose(); // the loops end
            return;
        }

        _pingDue = _pingOwed = true;
        _heard = false;
        _outbox.Signal();
    }
}
