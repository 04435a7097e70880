namespace HotStream.Io;

/// <summary>Looks at the text of a file in pieces. Used by one thread.</summary>
internal sealed class FileWindow(OpenFile file) : IDisposable
{
    private const int WindowBytes = 64 * 1024;

    private readonly FileText _text = new(file);
    private byte[]? _window;
    private int _count;
    private long _at;

    /// <summary>Some text from an offset on; empty at its end, or where it cannot be read on.</summary>
    public ReadOnlySpan<byte> At(long offset)
    {
        if (offset < _at || offset >= _at + _count)
        {
            _window ??= new byte[WindowBytes];
            _at = offset;
            try
            {
                _count = _text.Read(_window, offset);
            }
            catch (FileContentException)
            {
                _count = 0; // whoever reads the lines reports it
            }
        }

        return _window.AsSpan((int)(offset - _at), _count - (int)(offset - _at));
    }

    /// <summary>Gives back what looking took; looking on takes it again.</summary>
    public void Dispose()
    {
        (_window, _count) = (null, 0);
        _text.Dispose();
    }
}
