namespace HotStream.Bench;

/// <summary>
/// A megabyte of lines in one slab: ten words a line, 6.4 bytes a word on average, one word in a hundred longer than twelve bytes.
/// </summary>
internal sealed class BenchText : IDisposable
{
    public const int Bytes = 1 << 20;

    public BenchText()
    {
        var random = new SplitMix64(42);
        Slab = SlabPool.Rent(Bytes);
        Span<byte> text = Slab.Bytes[..Bytes];
        int at = 0;
        while (at < Bytes)
        {
            int length = random.Below(100) == 0 ? 13 + random.Below(8) : 2 + random.Below(7);
            for (int i = 0; i < length && at < Bytes - 1; i++)
                text[at++] = (byte)('a' + random.Below(26));
            text[at++] = (byte)(++Words % 10 == 0 || at >= Bytes - 1 ? '\n' : ' ');
        }

        text[Bytes - 1] = (byte)'\n';
        Words = System.Text.Encoding.ASCII.GetString(text).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;
        Lines = text.Count((byte)'\n');
    }

    public Slab Slab { get; }

    public int Words { get; private set; }

    public int Lines { get; }

    public void Dispose() => Slab.Release();

    /// <summary>Stops a benchmark whose answer is wrong before it is timed.</summary>
    public static void Check<T>(T expected, T got)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, got))
            throw new InvalidOperationException($"expected {expected}, got {got}");
    }
}
