using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>The loop that every text connection runs.</summary>
internal static class SocketReading
{
    private const int PollMicroseconds = 100_000;
    private const int LastBytesMax = 4 * 1024 * 1024;

    /// <summary>
    /// Reads until the peer is done, or until asked to stop; what the system has received by then is still read, up to 4 MiB, and an unfinished last line
    /// is a line. A read is never begun before there is something to read, so that a stop is noticed; a read that filled its buffer asks only whether there is more.
    /// </summary>
    public static void ReadToEnd(Socket socket, LineFramer framer, Action progress, CancellationToken stop)
    {
        bool busy = false;
        int lastBytes = 0;
        while (true)
        {
            if (stop.IsCancellationRequested)
            {
                if (lastBytes > LastBytesMax || socket.Available == 0)
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
            lastBytes += stop.IsCancellationRequested ? count : 0;
        }

        framer.Complete();
    }
}
