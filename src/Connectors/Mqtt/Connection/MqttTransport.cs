using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;

namespace HotStream.Mqtt;

/// <summary>
/// A connection's bytes, plain or TLS. One thread reads, in blocking calls that notice a stop and silence; any thread writes whole packets.
/// What the system had received when the stop came is still read.
/// </summary>
internal sealed class MqttTransport : IMqttWire, IDisposable
{
    private const int PollMicroseconds = 100_000;
    private const int SendTimeoutMilliseconds = 5000;
    private const int GatherMilliseconds = 1;
    private const int GatheredBytes = 16 * 1024;

    // Small reads that follow each other faster than this are worth waiting between: two system calls and a woken worker for each
    // message cost more than the message.
    private static readonly TimeSpan s_hurry = TimeSpan.FromMilliseconds(2 * GatherMilliseconds);

    private static readonly TimeSpan s_longestWrite = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly CancellationToken _stop;
    private readonly Lock _writing = new();
    private SslStream? _tls;
    private bool _busy;
    private bool _isHurried;
    private long _lastRead;
    private long _lastBytes = -1; // once asked to stop: what had been received then and is not read yet

    public MqttTransport(Socket socket, CancellationToken stop)
    {
        _socket = socket;
        _stop = stop;
        socket.NoDelay = true;
        ReceiverSockets.EnableKeepAlive(socket);
        socket.SendTimeout = SendTimeoutMilliseconds;
    }

    /// <summary>Longest silence while somebody waits for bytes, in milliseconds; 0 for any.</summary>
    public long SilenceMax { get; set; }

    /// <summary>
    /// Whether to wait a millisecond between small reads that come thick and fast, so that the next finds many messages; not for a side
    /// that waits for answers to go on.
    /// </summary>
    public bool Gathers { get; set; }

    /// <summary>Whether the reader waits for the other side, rather than for room here.</summary>
    public bool IsReading { get; private set; }

    /// <summary>When a packet was written last, in milliseconds of the system's tick count.</summary>
    public long LastWrite { get; private set; } = Environment.TickCount64;

    public void StartTls(SslClientAuthenticationOptions options)
    {
        _tls = new SslStream(new Inner(this));
        _tls.AuthenticateAsClient(options);
    }

    /// <summary>Reads what is there, or waits for it; 0 when the other side is done or we shall stop.</summary>
    /// <exception cref="TimeoutException">The other side was silent for too long.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    public int Read(Span<byte> buffer) => _tls is null ? ReadSocket(buffer) : _tls.Read(buffer);

    /// <summary>Writes whole packets.</summary>
    public void Write(ReadOnlySpan<byte> packets)
    {
        lock (_writing)
        {
            LastWrite = Environment.TickCount64;
            if (_tls is null)
            {
                WriteSocket(packets);
            }
            else
            {
                _tls.Write(packets);
            }
        }
    }

    /// <summary>Ends the connection, whoever waits for it.</summary>
    public void Abort()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // it is ended already
        }
    }

    /// <summary>Says that nothing more will be written.</summary>
    public void Finish()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // it is ended already
        }
    }

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
                if (_socket.Poll((int)(until - now) * 1000, SelectMode.SelectRead) && _socket.Receive(ignored) == 0)
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

    /// <summary>
    /// Closes. A socket that is closed while another thread is about to return from writing to it is reset, and the other side loses what
    /// it has not read; so writers are waited for, unless one is stuck.
    /// </summary>
    public void Dispose()
    {
        bool isQuiet = _writing.TryEnter(s_longestWrite);
        try
        {
            _tls?.Dispose();
            _socket.Dispose();
        }
        finally
        {
            if (isQuiet)
            {
                _writing.Exit();
            }
        }
    }

    private int ReadSocket(Span<byte> buffer)
    {
        IsReading = true;
        try
        {
            if (_isHurried)
            {
                _stop.WaitHandle.WaitOne(GatherMilliseconds);
            }

            if (!WaitForBytes())
            {
                return 0;
            }

            int count = _socket.Receive(buffer);
            long now = Stopwatch.GetTimestamp();
            _isHurried = Gathers && count < GatheredBytes && count < buffer.Length && Stopwatch.GetElapsedTime(_lastRead, now) < s_hurry;
            _lastRead = now;
            _busy = count == buffer.Length;
            _lastBytes = _lastBytes < 0 ? _lastBytes : Math.Max(0, _lastBytes - count);
            return count;
        }
        finally
        {
            IsReading = false;
        }
    }

    private bool WaitForBytes()
    {
        long began = SilenceMax > 0 ? Environment.TickCount64 : 0;
        while (!_stop.IsCancellationRequested)
        {
            if ((_busy && _socket.Available > 0) || _socket.Poll(PollMicroseconds, SelectMode.SelectRead))
            {
                return true;
            }

            if (SilenceMax > 0 && Environment.TickCount64 - began > SilenceMax)
            {
                throw new TimeoutException($"nothing was received for {SilenceMax} ms");
            }
        }

        _lastBytes = _lastBytes < 0 ? _socket.Available : _lastBytes;
        return _lastBytes > 0;
    }

    private void WriteSocket(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>The socket as TLS sees it: its reads notice a stop and silence as ours do.</summary>
    private sealed class Inner(MqttTransport transport) : MqttTlsSocket
    {
        public override int Read(Span<byte> buffer) => transport.ReadSocket(buffer);

        public override void Write(ReadOnlySpan<byte> buffer) => transport.WriteSocket(buffer);
    }
}
