using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace HotStream.Sinks;

/// <summary>
/// The body of one request: memory that stays where it is, with a few bytes before and after it, compressed on the way if wanted.
/// </summary>
internal sealed class BodyContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _open;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly ReadOnlyMemory<byte> _close;
    private readonly bool _isCompressed;

    public BodyContent(ReadOnlyMemory<byte> bytes, MediaTypeHeaderValue type, bool compress, ReadOnlyMemory<byte> open = default,
        ReadOnlyMemory<byte> close = default)
    {
        _open = open;
        _bytes = bytes;
        _close = close;
        _isCompressed = compress;
        Headers.ContentType = type;
        if (compress)
        {
            Headers.ContentEncoding.Add("gzip");
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _isCompressed ? CompressAsync(stream, cancellationToken) : WriteAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _open.Length + _bytes.Length + _close.Length;
        return !_isCompressed;
    }

    private async Task CompressAsync(Stream stream, CancellationToken cancel)
    {
        var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
        {
            await WriteAsync(gzip, cancel).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(Stream stream, CancellationToken cancel)
    {
        await stream.WriteAsync(_open, cancel).ConfigureAwait(false);
        await stream.WriteAsync(_bytes, cancel).ConfigureAwait(false);
        await stream.WriteAsync(_close, cancel).ConfigureAwait(false);
    }
}
