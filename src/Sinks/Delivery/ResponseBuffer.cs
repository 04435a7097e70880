using System.Buffers;

namespace HotStream.Sinks;

/// <summary>A server's answer, up to a bound, in a pooled array that is used again.</summary>
internal sealed class ResponseBuffer : IDisposable
{
    /// <summary>Most that is read of an answer which says no more than why a request was refused.</summary>
    public const int ReasonBytes = 64 << 10;

    private const int KeptBytes = 4 << 20;

    private byte[] _bytes = [];
    private int _length;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    /// <summary>Reads the beginning of an answer's body; what is beyond the bound stays unread.</summary>
    /// <returns>Whether that was all.</returns>
    public async ValueTask<bool> ReadAsync(HttpResponseMessage response, int mostBytes, CancellationToken cancel)
    {
        _length = 0;
        if (_bytes.Length > KeptBytes)
        {
            Dispose(); // one large answer does not make the next ones large
        }

        Stream body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            while (true)
            {
                Reserve(mostBytes);
                int count = await body.ReadAsync(_bytes.AsMemory(_length), cancel).ConfigureAwait(false);
                if (count == 0)
                {
                    return true;
                }

                _length += count;
                if (_length > mostBytes)
                {
                    _length = mostBytes;
                    return false;
                }
            }
        }
    }

    /// <summary>Reads the body of an answer to its end.</summary>
    /// <exception cref="HttpRequestException">It is longer than the bound.</exception>
    public async ValueTask ReadAllAsync(HttpResponseMessage response, int mostBytes, CancellationToken cancel)
    {
        if (!await ReadAsync(response, mostBytes, cancel).ConfigureAwait(false))
        {
            throw new HttpRequestException(
                $"The answer is longer than {mostBytes} bytes, which is more than there can be to say: it was not read to its end.");
        }
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    private void Reserve(int mostBytes)
    {
        if (_length < _bytes.Length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(mostBytes + 1L, Math.Max(16L << 10, 2L * _bytes.Length)));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        Dispose();
        _bytes = larger;
    }
}
