using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace HotStream.Sinks;

/// <summary>The body of one request: pieces of memory that stay where they are, compressed on the way if wanted.</summary>
internal sealed class BodyContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly bool _isCompressed;

    public BodyContent(ReadOnlyMemory<byte> bytes, MediaTypeHeaderValue type, bool compress)
    {
        _bytes = bytes;
        _isCompressed = compress;
        Headers.ContentType = type;
        if (compress)
        {
            Headers.ContentEncoding.Add("gzip");
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _isCompressed ? CompressAsync(stream, cancellationToken) : stream.WriteAsync(_bytes, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return !_isCompressed;
    }

    private async Task CompressAsync(Stream stream, CancellationToken cancel)
    {
        var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
        {
            await gzip.WriteAsync(_bytes, cancel).ConfigureAwait(false);
        }
    }
}
