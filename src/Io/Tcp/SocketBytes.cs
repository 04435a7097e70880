using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>
/// A socket as a stream whose reads notice a stop: then what the system has received is still read, and then the end. Blocking; one thread
/// reads.
/// </summary>
internal sealed class SocketBytes(Socket socket, CancellationToken stop) : Stream
{
    private const int PollMicroseconds = 100_000;

    private bool _busy;
    private long _lastBytes = -1; // once asked to stop: what had been received then and is not read yet
    private long _deadline; // in milliseconds of the system's tick count; 0 for never
    private string _late = "";

    /// <summary>Called while nothing comes; may throw, which ends the read.</summary>
    public Action? Quiet { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || !WaitForBytes())
        {
            return 0;
        }

        int count = socket.Receive(buffer);
        _busy = count == buffer.Length;
        _lastBytes = _lastBytes < 0 ? _lastBytes : Math.Max(0, _lastBytes - count);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            buffer = buffer[socket.Send(buffer)..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public void GiveUpAfter(TimeSpan? time, string reason) =>
        (_deadline, _late) = (time is { } from ? Environment.TickCount64 + (long)from.TotalMilliseconds : 0, reason);

    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public bool WaitForBytes()
    {
        while (!stop.IsCancellationRequested)
        {
            if (_deadline > 0 && Environment.TickCount64 > _deadline)
            {
                throw new TimeoutException(_late); // asked first: bytes that trickle in are no excuse
            }

            if ((_busy && socket.Available > 0) || socket.Poll(PollMicroseconds, SelectMode.SelectRead))
            {
                return true;
            }

            Quiet?.Invoke();
        }

        _lastBytes = _lastBytes < 0 ? socket.Available : _lastBytes;
        return _lastBytes > 0;
    }
}
