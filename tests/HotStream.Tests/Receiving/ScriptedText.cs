using System.Collections.Concurrent;
using System.Text;

namespace HotStream.Tests.Receiving;

/// <summary>
/// Feeds the bytes a test sends through a <see cref="LineFramer"/>, in pieces as they are sent. Null ends the
/// connection and opens the next.
/// </summary>
internal sealed class ScriptedText : TextReceiver
{
    private readonly BlockingCollection<byte[]?> _sent = [];
    private int _open;

    public void Send(byte[]? piece)
    {
        Interlocked.Increment(ref _open);
        _sent.Add(piece);
    }

    public void Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    /// <summary>Ends the connection: an unfinished line counts, and what is sent next comes by a new connection.</summary>
    public void EndConnection() => Send((byte[]?)null);

    public void WaitUntilStored() => Streams.Engine.WaitFor(() => Volatile.Read(ref _open) == 0, "everything sent is stored");

    protected internal override void Run()
    {
        while (true)
        {
            using LineFramer framer = CreateFramer("script");
            while (_sent.Take(Stopping) is { } piece)
            {
                for (int done = 0; done < piece.Length;)
                {
                    Span<byte> buffer = framer.GetBuffer();
                    int count = Math.Min(buffer.Length, piece.Length - done);
                    piece.AsSpan(done, count).CopyTo(buffer);
                    framer.Advance(count);
                    done += count;
                }

                Interlocked.Decrement(ref _open);
            }

            framer.Complete();
            Interlocked.Decrement(ref _open);
        }
    }
}
