namespace HotStream.Io;

/// <summary>
/// The text of a file by places. That of an archive is unpacked from its beginning, and again so when a place before the last one is asked
/// for. Used by one thread.
/// </summary>
internal sealed class FileText(OpenFile file) : IDisposable
{
    private const int SkipBytes = 64 * 1024;

    private readonly FileBytes _bytes = file.Bytes();
    private Stream? _unpacked;
    private byte[]? _skipped;
    private long _at;

    /// <summary>Reads some bytes; 0 at the end.</summary>
    /// <exception cref="FileContentException">The archive cannot be unpacked up to there, or there is no such file any more.</exception>
    public int Read(Span<byte> into, long offset)
    {
        if (!file.IsPacked)
        {
            into = into[..(int)Math.Clamp(file.Length - offset, 0, into.Length)]; // what was appended since is not ours
            return into.IsEmpty ? 0 : _bytes.Read(into, offset);
        }

        if (_unpacked is null || offset < _at)
        {
            _unpacked?.Dispose();
            _unpacked = PackedFile.Unpack(file.Path, new WholeFile(file, _bytes));
            _at = 0;
        }

        while (_at < offset)
        {
            _skipped ??= new byte[SkipBytes];
            int skipped = _unpacked.Read(_skipped, 0, (int)Math.Min(SkipBytes, offset - _at));
            if (skipped == 0)
            {
                return 0;
            }

            _at += skipped;
        }

        int read = _unpacked.Read(into);
        _at += read;
        return read;
    }

    /// <summary>Gives back what reading took; reading on takes it again.</summary>
    public void Dispose()
    {
        _unpacked?.Dispose();
        _unpacked = null;
        _bytes.Dispose();
    }

    /// <summary>The bytes of a file, as many as it had when it was opened; the file stays open.</summary>
    private sealed class WholeFile(OpenFile file, FileBytes bytes) : ForwardStream
    {
        private long _at;

        public override int Read(Span<byte> buffer)
        {
            buffer = buffer[..(int)Math.Min(file.Length - _at, buffer.Length)];
            int read = buffer.IsEmpty ? 0 : bytes.Read(buffer, _at);
            _at += read;
            return read;
        }
    }
}
