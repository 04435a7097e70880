using System.Net.Security;
using System.Net.Sockets;

namespace HotStream.Mqtt;

/// <summary>
/// A device's connection as the listener sees it, plain or TLS. Nothing here waits for the device: reading says when there is nothing, and
/// what the device does not take from us is kept, up to a bound, and sent when there is room; a device that leaves it there is cut off with
/// a reason, which its reader finds. One thread reads, any thread writes.
/// </summary>
internal sealed class MqttChannel : IMqttWire, IWatched, IDisposable
{
    private readonly Lock _writing = new();
    private readonly SocketWatch _room;
    private readonly int _unsentMax;
    private readonly CancellationToken _stop;
    private readonly MqttHeld _unsent = new();
    private readonly long _roomKey;
    private SslStream? _tls;
    private MqttTlsBytes? _tlsBytes;
    private Task? _tlsPending; // the handshake, or a wait for bytes that mean something
    private volatile string? _failure;
    private long _unsentSince;
    private long _lastBytes = -1; // once asked to stop: what had been received then and is not read yet
    private bool _isClosed;

    /// <param name="socket">The connection.</param>
    /// <param name="peer">Its other side, for messages.</param>
    /// <param name="room">Watches for room to write.</param>
    /// <param name="unsentMax">Most bytes kept for the device.</param>
    /// <param name="stop">Then what has been received is read, and no more.</param>
    public MqttChannel(Socket socket, string peer, SocketWatch room, int unsentMax, CancellationToken stop)
    {
        Socket = socket;
        Peer = peer;
        _room = room;
        _unsentMax = unsentMax;
        _stop = stop;
        socket.NoDelay = true;
        socket.Blocking = false;
        ReceiverSockets.EnableKeepAlive(socket);
        _roomKey = room.Enter(this);
    }

    public Socket Socket { get; }

    /// <summary>The other side, for messages.</summary>
    public string Peer { get; }

    /// <summary>Bytes that wait until the device takes them. Any thread; about right.</summary>
    public int Unsent => _unsent.Count;

    /// <summary>Called when the device has taken all that waited; not under a lock.</summary>
    public Action? Drained { get; set; }

    /// <summary>
    /// Since when bytes wait that the device does not take, in milliseconds of the system's tick count; 0 when none do. Any thread.
    /// </summary>
    public long UnsentSince => Volatile.Read(ref _unsentSince);

    /// <summary>The certificate the device has shown.</summary>
    public System.Security.Cryptography.X509Certificates.X509Certificate? Certificate => _tls?.RemoteCertificate;

    /// <summary>Begins TLS; the handshake goes on with every <see cref="TryRead"/>.</summary>
    public void StartTls(SslServerAuthenticationOptions options)
    {
        _tlsBytes = new MqttTlsBytes(this);
        _tls = new SslStream(_tlsBytes);
        _tlsPending = _tls.AuthenticateAsServerAsync(options, CancellationToken.None);
    }

    /// <summary>
    /// Reads what is there. False when there is nothing; a count of 0 when the other side is done, or we have stopped and all is read.
    /// </summary>
    /// <exception cref="MqttConnectionException">The device does not read what is sent to it.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The device speaks no TLS, or its
    /// certificate is not good.</exception>
    public bool TryRead(Span<byte> buffer, out int count)
    {
        if (_failure is { } failure)
        {
            throw new MqttConnectionException(failure, MqttReason.QuotaExceeded);
        }

        return _tls is null ? TryReceive(buffer, out count) : TryReadTls(_tls, buffer, out count);
    }

    /// <summary>Whether bytes or the end can be read, or we have stopped.</summary>
    public bool HasBytes => _stop.IsCancellationRequested || Socket.Poll(0, SelectMode.SelectRead);

    /// <summary>Waits a little for bytes.</summary>
    public bool WaitForBytes(int milliseconds) => Socket.Poll(milliseconds * 1000, SelectMode.SelectRead);

    /// <inheritdoc/>
    /// <remarks>Does not wait and does not throw: the reader finds what went wrong.</remarks>
    public void Write(ReadOnlySpan<byte> packets)
    {
        lock (_writing)
        {
            if (_isClosed || _failure is not null)
            {
                return;
            }

            try
            {
                if (_tls is null)
                {
                    Send(packets);
                }
                else
                {
                    _tls.Write(packets);
                }
            }
            catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                Abort();
            }
        }
    }

    /// <summary>TLS sends something, on behalf of a packet or its own.</summary>
    public void SendFor(ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            Send(bytes);
        }
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        if (_unsent.Bytes.IsEmpty)
        {
            bytes = bytes[SendNow(bytes)..];
        }

        if (bytes.IsEmpty)
        {
            return;
        }

        if (_unsent.Bytes.Length + (long)bytes.Length > _unsentMax)
        {
            CutOff($"it does not read what is sent to it: {_unsent.Bytes.Length + bytes.Length} bytes wait, of at most {_unsentMax} "
                + "(MqttListenerOptions.UnsentBytesMax)");
            return;
        }

        if (_unsent.Bytes.IsEmpty)
        {
            Volatile.Write(ref _unsentSince, Environment.TickCount64);
        }

        _unsent.Append(bytes);
        _room.Arm(_roomKey, this);
    }

    /// <summary>There is room again: sends what was kept.</summary>
    void IWatched.OnReady()
    {
        if (SendUnsent())
        {
            Drained?.Invoke();
        }
    }

    /// <summary>Ends the connection; its reader says why. Any thread.</summary>
    public void CutOff(string reason)
    {
        _failure ??= $"{Peer} was cut off: {reason}.";
        Abort();
    }

    /// <summary>Ends the connection, whoever waits for it.</summary>
    public void Abort() => ShutDown(SocketShutdown.Both);

    /// <summary>Says that nothing more will be written.</summary>
    public void Finish() => ShutDown(SocketShutdown.Send);

    /// <summary>
    /// Waits until the other side has read everything and closes, at most until a time (system's tick count). What it sends meanwhile is
    /// read over: closing with bytes unread would throw away what we wrote last.
    /// </summary>
    public void Linger(long until)
    {
        Span<byte> ignored = stackalloc byte[1024];
        try
        {
            while (Environment.TickCount64 is var now && now < until)
            {
                if (Socket.Poll((int)(until - now) * 1000, SelectMode.SelectRead)
                    && Socket.Receive(ignored, SocketFlags.None, out SocketError error) == 0 && error == SocketError.Success)
                {
                    return;
                }
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // it is ended already
        }
    }

    public void Dispose()
    {
        lock (_writing)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                _room.Leave(_roomKey);
                _unsent.Clear();
                _tls?.Dispose();
                Socket.Dispose();
            }
        }
    }

    /// <summary>Receives what is there: bytes of the device, or of TLS.</summary>
    public bool TryReceive(Span<byte> buffer, out int count)
    {
        bool isStopped = _stop.IsCancellationRequested;
        if (isStopped)
        {
            _lastBytes = _lastBytes < 0 ? Socket.Available : _lastBytes;
            if (_lastBytes == 0)
            {
                count = 0;
                return true;
            }
        }

        count = Socket.Receive(buffer, SocketFlags.None, out SocketError error);
        if (error == SocketError.Success)
        {
            _lastBytes = isStopped ? Math.Max(0, _lastBytes - count) : _lastBytes;
            return true;
        }

        count = 0;
        return error == SocketError.WouldBlock ? isStopped : throw new SocketException((int)error);
    }

    /// <summary>
    /// TLS waits for whole records, which must not hold a thread: it is asked for bytes asynchronously, and goes on, on this thread, when
    /// there are some. It reads by itself only what is there.
    /// </summary>
    private bool TryReadTls(SslStream tls, Span<byte> buffer, out int count)
    {
        while (true)
        {
            if (_tlsPending is { } pending)
            {
                _tlsBytes!.Resume();
                if (!pending.IsCompleted)
                {
                    count = 0;
                    return false;
                }

                _tlsPending = null;
                pending.GetAwaiter().GetResult();
                if (ReferenceEquals(pending, _tlsBytes.Wait))
                {
                    count = tls.Read(buffer);
                    return true;
                }
            }

            ValueTask<int> wait = tls.ReadAsync(Memory<byte>.Empty, CancellationToken.None);
            if (wait.IsCompletedSuccessfully)
            {
                _ = wait.Result;
                count = tls.Read(buffer);
                return true;
            }

            _tlsPending = _tlsBytes!.Wait = wait.AsTask();
        }
    }

    /// <summary>Sends what was kept. Returns whether that was all of it.</summary>
    private bool SendUnsent()
    {
        lock (_writing)
        {
            if (_isClosed)
            {
                return false;
            }

            try
            {
                int sent = SendNow(_unsent.Bytes);
                _unsent.Consume(sent);
                _unsent.Trim();
                Volatile.Write(ref _unsentSince, _unsent.Count == 0 ? 0 : sent > 0 ? Environment.TickCount64 : _unsentSince);
                if (_unsent.Count == 0)
                {
                    return true;
                }

                _room.Arm(_roomKey, this);
            }
            catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
            {
                Abort();
            }

            return false;
        }
    }

    private int SendNow(ReadOnlySpan<byte> bytes)
    {
        int sent = 0;
        while (sent < bytes.Length)
        {
            int count = Socket.Send(bytes[sent..], SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                break;
            }

            sent += error == SocketError.Success ? count : throw new SocketException((int)error);
        }

        return sent;
    }

    private void ShutDown(SocketShutdown how)
    {
        try
        {
            Socket.Shutdown(how);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // it is ended already
        }
    }
}
