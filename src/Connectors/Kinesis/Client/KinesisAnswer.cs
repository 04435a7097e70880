using System.Buffers;

namespace HotStream.Kinesis;

/// <summary>The body of an answer, in memory that is given back.</summary>
internal sealed class KinesisAnswer : IDisposable
{
    /// <summary>More is no answer: records of 10 MB are 13.4 MB of text.</summary>
    public const int BytesMax = 64 << 20;

    private const int FirstBytes = 16 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);

    public int Length { get; private set; }

    /// <summary>When the server answered; our clock's time where it does not say.</summary>
    public DateTimeOffset Time { get; private set; }

    public Span<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <exception cref="HttpRequestException">It is too large.</exception>
    public async Task ReadAsync(HttpResponseMessage response, CancellationToken stop)
    {
        Time = response.Headers.Date ?? TimeProvider.System.GetUtcNow();
        Stream body = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            Grow((int)Math.Clamp((response.Content.Headers.ContentLength ?? 0) + 1, 0, BytesMax));
            int read;
            do
            {
                Grow(Length + 1);
                read = await body.ReadAsync(_bytes.AsMemory(Length), stop).ConfigureAwait(false);
                Length += read;
            }
            while (read > 0);
        }
    }

    /// <summary>The memory, which is the caller's from now on.</summary>
    public byte[] Detach()
    {
        byte[] bytes = _bytes;
        (_bytes, Length) = ([], 0);
        return bytes;
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(Detach());
        }
    }

    private void Grow(int least)
    {
        if (least <= _bytes.Length)
        {
            return;
        }

        if (least > BytesMax)
        {
            throw new HttpRequestException($"The answer has more than {BytesMax} bytes.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(least, _bytes.Length * 2));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
