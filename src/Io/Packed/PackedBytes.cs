namespace HotStream.Io;

/// <summary>
/// The bytes of an archive in their order, with the place of the next one. Up to <see cref="BackMax"/> bytes may be put back: whoever reads
/// bits takes bytes before it knows whether they are its own. Used by one thread.
/// </summary>
internal sealed class PackedBytes(Stream archive)
{
    /// <summary>Bytes that can be put back.</summary>
    public const int BackMax = 8;

    private const int ReadSize = 64 * 1024;

    private readonly byte[] _bytes = new byte[BackMax + ReadSize];
    private int _at = BackMax;
    private int _end = BackMax;
    private long _before = -BackMax; // place in the archive of the first byte of the buffer

    /// <summary>The place in the archive of the next byte, from 0.</summary>
    public long Position => _before + _at;

    /// <summary>The bytes that can be looked at without reading on.</summary>
    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_at, _end - _at);

    /// <summary>Takes bytes that are there.</summary>
    public void Take(int count) => _at += count;

    /// <summary>Puts back bytes that were taken last.</summary>
    public void Back(int count) => _at -= count;

    /// <summary>Takes a byte; -1 at the end of the archive.</summary>
    /// <exception cref="IOException">The archive cannot be read.</exception>
    public int TakeByte() => _at < _end || Fill() ? _bytes[_at++] : -1;

    /// <summary>Takes some bytes; 0 at the end of the archive.</summary>
    /// <exception cref="IOException">The archive cannot be read.</exception>
    public int Take(Span<byte> into)
    {
        if (_at == _end && !Fill())
        {
            return 0;
        }

        int count = Math.Min(into.Length, _end - _at);
        _bytes.AsSpan(_at, count).CopyTo(into);
        _at += count;
        return count;
    }

    private bool Fill()
    {
        int kept = Math.Min(BackMax, _end);
        _bytes.AsSpan(_end - kept, kept).CopyTo(_bytes);
        _before += _end - kept;
        (_at, _end) = (kept, kept);
        int read = archive.Read(_bytes, kept, ReadSize);
        _end += read;
        return read > 0;
    }
}
