using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>The loop that every text connection runs.</summary>
internal static class SocketReading
{
    private const int PollMicroseconds = 100_000;

    /// <summary>
    /// Reads until the peer is done, or until asked to stop; what the system has received for us by then is still read, and an unfinished last
    /// line is a line. No read is begun before there is something to read, so that a stop is noticed; a read that filled its buffer asks only
    /// whether there is more.
    /// </summary>
    public static void ReadToEnd(Socket socket, LineFramer framer, Action progress, CancellationToken stop)
    {
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
            busy = count == buffer.Length;
            lastBytes = lastBytes < 0 ? lastBytes : Math.Max(0, lastBytes - count);
        }

        framer.Complete();
    }
}
