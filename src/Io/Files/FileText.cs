namespace HotStream.Io;

/// <summary>
/// The text of a file by places. That of an archive is unpacked from its beginning, and again so when a place before the last one is asked
/// for. Used by one thread.
/// </summary>
internal sealed class FileText(OpenFile file) : IDisposable
{
    private const int SkipBytes = 64 * 1024;

    private Stream? _unpacked;
    private byte[]? _skipped;
    private long _at;

    /// <summary>Reads some bytes; 0 at the end.</summary>
    /// <exception cref="PackedException">The archive cannot be unpacked up to there.</exception>
    public int Read(Span<byte> into, long offset)
    {
        if (!file.IsPacked)
        {
            into = into[..(int)Math.Clamp(file.Length - offset, 0, into.Length)]; // what was appended since is not ours
            return RandomAccess.Read(file.Handle, into, offset);
        }

        if (_unpacked is null || offset < _at)
        {
            _unpacked?.Dispose();
            _unpacked = PackedFile.Unpack(file.Path, new OpenFileBytes(file));
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

    public void Dispose() => _unpacked?.Dispose();

    /// <summary>The bytes of a file, as many as it had when it was opened; the file stays open.</summary>
    private sealed class OpenFileBytes(OpenFile file) : ForwardStream
    {
        private long _at;

        public override int Read(Span<byte> buffer)
        {
            int read = RandomAccess.Read(file.Handle, buffer[..(int)Math.Min(file.Length - _at, buffer.Length)], _at);
            _at += read;
            return read;
        }
    }
}
