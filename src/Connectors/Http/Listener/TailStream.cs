using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;

namespace HotStream.Http;

/// <summary>
/// A compressed body as it comes: no more of it than may come, whatever it holds, and its last bytes are remembered: of gzip, they say how
/// long the text is.
/// </summary>
internal sealed class TailStream(Stream inner, long bytesMax) : Stream
{
    private const int LeastBytes = 18; // head and end of gzip

    private uint _last;
    private long _count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the last four bytes say this length, little-endian, as far as they can.</summary>
    public bool EndsWithLength(long length) => _count >= LeastBytes && _last == (uint)length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _count += count;
        if (_count > bytesMax)
        {
            throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
        }

        if (count >= sizeof(uint))
        {
            _last = BinaryPrimitives.ReadUInt32LittleEndian(buffer.Span[(count - sizeof(uint))..]);
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                _last = (_last >> 8) | ((uint)buffer.Span[i] << 24);
            }
        }

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
