using System.Buffers;

namespace HotStream.Sinks;

/// <summary>A server's answer in a pooled array that is used again.</summary>
internal sealed class ResponseBuffer : IDisposable
{
    private const int MostBytes = 256 << 20;

    private byte[] _bytes = [];
    private int _length;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    /// <summary>Reads the body of an answer to its end.</summary>
    /// <exception cref="HttpRequestException">It is longer than 256 MiB.</exception>
    public async ValueTask ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        _length = 0;
        Stream body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            while (true)
            {
                Reserve();
                int count = await body.ReadAsync(_bytes.AsMemory(_length), cancel).ConfigureAwait(false);
                if (count == 0)
                {
                    return;
                }

                _length += count;
            }
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

    private void Reserve()
    {
        if (_length < _bytes.Length)
        {
            return;
        }

        if (_length >= MostBytes)
        {
            throw new HttpRequestException($"The answer is longer than {MostBytes >> 20} MiB.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(16 << 10, 2 * _bytes.Length));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        Dispose();
        _bytes = larger;
    }
}
