using ZstdSharp.Unsafe;

namespace HotStream.Io;

/// <summary>
/// The text of an archive of zstd: its frames one after another. An archive that was cut or damaged is an error with the frame and the
/// place; what was unpacked before is read first. A frame's window has at most 128 MiB, as zstd itself allows unless it is asked for more.
/// Used by one thread.
/// </summary>
internal sealed unsafe class ZstdReader : ForwardStream
{
    private const int ReadSize = 64 * 1024;

    private readonly Stream _archive;
    private readonly byte[] _packed = new byte[ReadSize];
    private ZSTD_DCtx_s* _context = Methods.ZSTD_createDCtx();
    private int _at;
    private int _end;
    private long _before; // place in the archive of the buffer's first byte
    private long _frame = 1;
    private long _frameAt;
    private long _length; // unpacked so far of the frame
    private bool _isInFrame = true; // there must be one

    /// <param name="archive">Closed with this.</param>
    public ZstdReader(Stream archive) => _archive = archive;

    ~ZstdReader() => Free();

    /// <exception cref="PackedException">It cannot be unpacked further.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            bool isEnd = _at == _end && !Fill();
            if (isEnd && !_isInFrame)
            {
                return 0;
            }

            int count = Unpack(buffer, isEnd);
            if (count > 0)
            {
                return count;
            }

            if (isEnd)
            {
                throw new PackedException(_before + _at == 0 ? "It is empty: there is no frame of zstd in it." : Wrong("it was cut"));
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        Free();
        if (disposing)
        {
            _archive.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Fill()
    {
        _before += _end;
        (_at, _end) = (0, _archive.Read(_packed, 0, ReadSize));
        return _end > 0;
    }

    /// <summary>Text that is ready, also where no more bytes of the archive come.</summary>
    private int Unpack(Span<byte> buffer, bool isEnd)
    {
        if (!_isInFrame)
        {
            (_frame, _frameAt, _length, _isInFrame) = (_frame + 1, _before + _at, 0, true);
        }

        fixed (byte* packed = _packed)
        fixed (byte* text = buffer)
        {
            var input = new ZSTD_inBuffer_s { src = packed, size = (nuint)_end, pos = (nuint)_at };
            var output = new ZSTD_outBuffer_s { dst = text, size = (nuint)buffer.Length };
            nuint left = Methods.ZSTD_decompressStream(_context, &output, &input);
            if (Methods.ZSTD_isError(left))
            {
                throw new PackedException(Wrong(isEnd ? "it was cut"
                    : $"it is damaged, or no archive of zstd: {Methods.ZSTD_getErrorName(left)}"));
            }

            _at = (int)input.pos;
            _length += (long)output.pos;
            _isInFrame = left != 0;
            return (int)output.pos;
        }
    }

    private void Free()
    {
        Methods.ZSTD_freeDCtx(_context);
        _context = null;
    }

    private string Wrong(string what) => $"In frame {_frame}, which begins at byte {_frameAt}, {what} (byte {_before + _at} of the "
        + $"archive, {_length} unpacked of the frame).";
}
