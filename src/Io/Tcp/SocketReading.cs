using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>The loop that every text connection runs.</summary>
internal static class SocketReading
{
    private const int PollMicroseconds = 100_000;
    private const int LongLine = Slab.StandardCapacity;
    private const int TlsRecord = 16 * 1024;

    /// <summary>
    /// Reads until the peer is done, or until asked to stop; what the system has received for us by then is still read, and an unfinished
    /// last line is a line. No read is begun before there is something to read, so that a stop is noticed; a read that filled its buffer
    /// asks only whether there is more. A connection that is quiet gives its memory back.
    /// </summary>
    /// <param name="link">The connection.</param>
    /// <param name="framer">Takes the bytes.</param>
    /// <param name="unfinished">Called with how much of an unfinished line is held, when it is long.</param>
    /// <param name="lineTimeout">How long a line may be unfinished.</param>
    /// <param name="progress">Called for everything that was received.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="TimeoutException">A line was unfinished for too long.</exception>
    public static void ReadToEnd(SocketLink link, LineFramer framer, Action<int>? unfinished, TimeSpan lineTimeout,
        Action progress, CancellationToken stop)
    {
        if (link.IsTls)
        {
            ReadTlsToEnd(link, framer, unfinished, lineTimeout, progress);
            return;
        }

        Socket socket = link.Socket;
        bool isLong = false;
        bool busy = false;
        long lastBytes = -1; // once asked to stop: what had been received then and is not read yet
        while (true)
        {
            if (stop.IsCancellationRequested)
            {
                lastBytes = lastBytes < 0 ? socket.Available : lastBytes;
                if (lastBytes == 0)
                {
                    break;
                }
            }
            else if (!(busy && socket.Available > 0) && !socket.Poll(PollMicroseconds, SelectMode.SelectRead))
            {
                ThrowIfOverdue(framer, lineTimeout);
                framer.Rest();
                continue;
            }

            Span<byte> buffer;
            try
            {
                buffer = framer.GetBuffer();
            }
            catch (OperationCanceledException)
            {
                break; // no room for more, and no time to wait for it
            }

            int count = socket.Receive(buffer);
            if (count == 0)
            {
                break;
            }

            framer.Advance(count);
            progress();
            if (framer.UnfinishedBytes > LongLine || isLong)
            {
                isLong = framer.UnfinishedBytes > LongLine;
                unfinished?.Invoke(isLong ? framer.UnfinishedBytes : 0);
            }

            ThrowIfOverdue(framer, lineTimeout);
            busy = count == buffer.Length;
            lastBytes = lastBytes < 0 ? lastBytes : Math.Max(0, lastBytes - count);
        }

        framer.Complete();
    }

    /// <summary>
    /// What comes out of TLS is copied: a slab would have to be kept while nothing comes, since only TLS knows whether something did.
    /// </summary>
    private static void ReadTlsToEnd(SocketLink link, LineFramer framer, Action<int>? unfinished, TimeSpan lineTimeout, Action progress)
    {
        bool isLong = false;
        byte[] buffer = new byte[TlsRecord];
        link.Bytes.Quiet = () =>
        {
            ThrowIfOverdue(framer, lineTimeout);
            framer.Rest();
        };
        while (ReadTls(link, buffer) is var count and > 0)
        {
            try
            {
                Copy(buffer.AsSpan(0, count), framer);
            }
            catch (OperationCanceledException)
            {
                break; // no room for more, and no time to wait for it
            }

            progress();
            if (framer.UnfinishedBytes > LongLine || isLong)
            {
                isLong = framer.UnfinishedBytes > LongLine;
                unfinished?.Invoke(isLong ? framer.UnfinishedBytes : 0);
            }

            ThrowIfOverdue(framer, lineTimeout);
        }

        framer.Complete();
    }

    private static int ReadTls(SocketLink link, byte[] buffer)
    {
        try
        {
            return link.Stream.Read(buffer);
        }
        catch (IOException failure) when (failure.InnerException is TimeoutException late)
        {
            throw new TimeoutException(late.Message, failure); // TLS has wrapped it
        }
    }

    private static void Copy(ReadOnlySpan<byte> bytes, LineFramer framer)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> room = framer.GetBuffer();
            int count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            framer.Advance(count);
            bytes = bytes[count..];
        }
    }

    private static void ThrowIfOverdue(LineFramer framer, TimeSpan lineTimeout)
    {
        if (lineTimeout > TimeSpan.Zero && framer.UnfinishedFor > lineTimeout)
        {
            throw new TimeoutException($"a line was not finished in {lineTimeout.TotalSeconds:0.###} s, {framer.UnfinishedBytes} bytes of "
                + "it had come; end lines with a newline, or allow more time (lineTimeout)");
        }
    }
}
