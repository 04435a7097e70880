namespace HotStream.Bench;

/// <summary>
/// A text receiver that stores a batch of lines when told to: 10 words a line out of 5,000, one in a hundred longer than a slice holds.
/// </summary>
internal sealed class RepeatingLines : TextReceiver
{
    private readonly byte[] _text;
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly SemaphoreSlim _stored = new(0);

    public RepeatingLines(long words)
    {
        var text = new StringWriter();
        for (long i = 0; i < words; i++)
        {
            long word = i * 7919 % 5000;
            text.Write(word % 100 == 0 ? $"a-long-word-of-many-letters-{word}" : $"w{word}");
            text.Write(i % 10 == 9 ? '\n' : ' ');
        }

        _text = System.Text.Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Stores all lines once; returns when they are stored.</summary>
    public void SendBatch()
    {
        _wanted.Release();
        _stored.Wait();
    }

    protected internal override void Run()
    {
        using LineFramer framer = CreateFramer("repeating");
        while (!IsStopped)
        {
            _wanted.Wait(Stopping);
            for (int at = 0; at < _text.Length;)
            {
                Span<byte> buffer = framer.GetBuffer();
                int count = Math.Min(buffer.Length, _text.Length - at);
                _text.AsSpan(at, count).CopyTo(buffer);
                framer.Advance(count);
                at += count;
            }

            _stored.Release();
        }
    }
}
