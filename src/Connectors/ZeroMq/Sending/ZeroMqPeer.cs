using System.Net.Sockets;

namespace HotStream.ZeroMq;

/// <summary>
/// One peer of a sink, from its connection to its end: greets, then sends what its queue has, while it reads subscriptions and heartbeats.
/// </summary>
internal sealed class ZeroMqPeer(Socket socket, string name, ZeroMqHub hub) : IDisposable
{
    private const int ReadBytes = 4096;
    private const int AnswerIntervals = 2;

    // a message of a subscriber holds a subscription; anything else that it sends has no meaning
    private readonly ZmtpReader _reader = new(ZmtpCommand.BytesMax, framesMax: 1);
    private byte[] _buffer = new byte[ReadBytes];
    private int _unread;
    private int _minor;
    private long _heard; // when, by the system's tick count
    private long _asked;
    private volatile bool _isDue; // an interval has passed

    public string Name => name;

    public ZeroMqQueue Queue { get; } = new();

    public ZeroMqSubscriptions Subscriptions { get; } = new(hub.SubscriptionsMax);

    /// <summary>Messages that it did not get since it was found slow; under the gate.</summary>
    public long Dropped { get; set; }

    /// <summary>Serves it until it has gone.</summary>
    /// <returns>Why it has gone.</returns>
    public async Task<string> RunAsync(CancellationToken stop)
    {
        string why;
        try
        {
            socket.NoDelay = true;
            await GreetAsync(stop).ConfigureAwait(false);
            hub.Joined(this);
            why = await ServeAsync(stop).ConfigureAwait(false);
            hub.Left(this, why);
        }
        catch (Exception failure)
        {
            why = failure.Message;
        }
        finally
        {
            Dispose();
        }

        return stop.IsCancellationRequested ? "the sink was closed" : why.TrimEnd('.');
    }

    public void Dispose() => socket.Dispose();

    private async Task GreetAsync(CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(hub.Options.HandshakeTimeout);
        var handshake = new ZmtpHandshake(hub.Role);
        try
        {
            while (true)
            {
                int done = handshake.Read(_buffer.AsSpan(0, _unread));
                Consume(done);
                await SendAllAsync(handshake.Output.WrittenMemory, patience.Token).ConfigureAwait(false);
                handshake.Output.ResetWrittenCount();
                if (handshake.Problem is { } problem)
                {
                    throw new ZeroMqException($"{name} is no peer for us: {problem}");
                }

                if (handshake.IsDone)
                {
                    break;
                }

                await ReceiveAsync(patience.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new ZeroMqException($"{name} did not greet in time (HandshakeTimeout)");
        }

        _minor = handshake.PeerMinor;
    }

    /// <summary>Sends and reads, until one of them ends.</summary>
    private async Task<string> ServeAsync(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task reading = ReadAsync(ending);
        Exception? why = null;
        try
        {
            await SendAsync(ending.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            why = failure is OperationCanceledException ? null : failure;
        }

        await ending.CancelAsync().ConfigureAwait(false);
        try
        {
            await reading.ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            why ??= failure;
        }

        return why!.Message;
    }

    private async Task SendAsync(CancellationToken stop)
    {
        TimeSpan interval = hub.Options.HeartbeatInterval;
        using Timer? heartbeat = _minor == 0 || interval == TimeSpan.Zero ? null
            : new Timer(static peer => ((ZeroMqPeer)peer!).Beat(), this, interval, interval);
        using CancellationTokenRegistration waking = stop.UnsafeRegister(static peer => ((ZeroMqPeer)peer!).Queue.Wake(), this);
        bool hasSent = false;
        while (true)
        {
            while (hub.TakeNext(this))
            {
                hasSent |= Queue.MessagesSending > 0;
                for (ReadOnlyMemory<byte> left = Queue.Sending; !left.IsEmpty;)
                {
                    left = left[await socket.SendAsync(left, stop).ConfigureAwait(false)..];
                }

                hub.Sent(this);
            }

            if (_isDue)
            {
                _isDue = false;
                if (!hasSent)
                {
                    LookAfter((long)interval.TotalMilliseconds);
                }

                hasSent = false;
            }

            await Queue.NewsAsync().ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
        }
    }

    private void Beat()
    {
        _isDue = true;
        Queue.Wake();
    }

    /// <summary>There was nothing to send for an interval: asks whether the peer is there, and leaves one that does not answer.</summary>
    private void LookAfter(long interval)
    {
        long now = Environment.TickCount64;
        bool isOwed = _asked > Volatile.Read(ref _heard);
        if (isOwed && now - _asked >= AnswerIntervals * interval)
        {
            throw new ZeroMqException($"{name} answers no PING");
        }

        _asked = isOwed ? _asked : now;
        hub.Ping(this);
    }

    /// <summary>Reads until the peer has gone, and then ends the sending too.</summary>
    private async Task ReadAsync(CancellationTokenSource ending)
    {
        try
        {
            while (true)
            {
                TakeAll();
                await ReceiveAsync(ending.Token).ConfigureAwait(false);
                Volatile.Write(ref _heard, Environment.TickCount64);
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
        }
    }

    private void TakeAll()
    {
        ZmtpEvent found;
        do
        {
            Span<byte> unread = _buffer.AsSpan(0, _unread);
            found = _reader.Next(unread);
            switch (found)
            {
                case ZmtpEvent.Message:
                    (int start, int length) = _reader.Frames[0];
                    Subscribe(unread.Slice(start, length));
                    break;
                case ZmtpEvent.Command:
                    Obey(unread.Slice(_reader.Body.Start, _reader.Body.Length));
                    break;
                case ZmtpEvent.Broken:
                    throw new ZeroMqException($"{name} sends what is no ZMTP: {_reader.Problem}");
            }

            Consume(_reader.Done);
        }
        while (found != ZmtpEvent.Incomplete);
    }

    /// <summary>A message of ZMTP 3.0: 1 and the beginning that is wanted, or 0 and one that is not wanted any more.</summary>
    private void Subscribe(ReadOnlySpan<byte> message)
    {
        if (message.Length > 0 && message[0] <= 1)
        {
            hub.Subscribe(this, message[1..], isWanted: message[0] == 1);
        }
    }

    private void Obey(ReadOnlySpan<byte> body)
    {
        if (!ZmtpCommand.TryRead(body, out ZmtpCommand command))
        {
            throw new ZeroMqException($"{name} sends a command without a name");
        }

        if (command.TryGetContext(out ReadOnlySpan<byte> context))
        {
            hub.Answer(this, context);
        }
        else if (command.Is(ZmtpCommand.Subscribe) || command.Is(ZmtpCommand.Cancel))
        {
            hub.Subscribe(this, command.Data, isWanted: command.Is(ZmtpCommand.Subscribe));
        }
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, stop).ConfigureAwait(false)..];
        }
    }

    private async Task ReceiveAsync(CancellationToken stop)
    {
        if (_buffer.Length - _unread < ReadBytes / 2)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2); // at most a command and what the reader may keep
        }

        int count = await socket.ReceiveAsync(_buffer.AsMemory(_unread), stop).ConfigureAwait(false);
        if (count == 0)
        {
            throw new ZeroMqException($"{name} ended the connection");
        }

        _unread += count;
    }

    private void Consume(int count)
    {
        if (count > 0)
        {
            _buffer.AsSpan(count, _unread - count).CopyTo(_buffer);
            _unread -= count;
        }
    }
}
