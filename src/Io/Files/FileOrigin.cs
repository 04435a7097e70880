namespace HotStream.Io;

/// <summary>
/// Which line of its file a record of a range is. Nobody counts lines while they are read: for a dead letter the file is read once more
/// from where the one before stood. Used by the thread that reads the range.
/// </summary>
internal sealed class FileOrigin(FileRange range, int lineLengthMax) : ITextOrigin
{
    private const int WindowBytes = 64 * 1024;

    private byte[] _window = [];
    private long _windowAt;
    private long _index = -1; // of the line at _at, among those that were fed
    private long _at;
    private long _countedTo;
    private long _lines; // before _countedTo

    public string Name => range.File.Path;

    public OpenFile File => range.File;

    /// <summary>Whether a line is the first one of the file.</summary>
    public bool IsFirstLine(long index) => range.Start == 0 && index == 0 && File.FirstLine(lineLengthMax) is not null;

    /// <summary>The first line of the file; null when it is longer than a line may be.</summary>
    public byte[]? Header => File.FirstLine(lineLengthMax);

    public string PositionOf(long index) => $"line {LineAt(OffsetOf(index))}";

    /// <summary>The number, from 1, of the line that begins at an offset.</summary>
    public long LineAt(long offset)
    {
        if (offset < _countedTo)
        {
            (_countedTo, _lines) = (0, 0);
        }

        while (_countedTo < offset)
        {
            ReadOnlySpan<byte> text = At(_countedTo);
            if (text.IsEmpty)
            {
                break;
            }

            text = text[..(int)Math.Min(text.Length, offset - _countedTo)];
            _lines += text.Count((byte)'\n');
            _countedTo += text.Length;
        }

        return _lines + 1;
    }

    /// <summary>Where a line begins: as the reader of the range finds them, without those that are too long.</summary>
    private long OffsetOf(long index)
    {
        if (_index < 0 || index < _index)
        {
            _index = 0;
            _at = range.Start == 0 ? 0 : EndOfLine(range.Start - 1) + 1;
            SkipOverlong();
        }

        while (_index < index && _at < range.File.Length)
        {
            _at = EndOfLine(_at) + 1;
            _index++;
            SkipOverlong();
        }

        return _at;
    }

    private void SkipOverlong()
    {
        long end;
        while (_at < range.File.Length && (end = EndOfLine(_at)) - Begin(_at) > lineLengthMax)
        {
            _at = end + 1;
        }
    }

    private long Begin(long at) => at == 0 && ByteOrderMark.IsAtStart(At(0)) ? ByteOrderMark.Length : at;

    private long EndOfLine(long at)
    {
        while (true)
        {
            ReadOnlySpan<byte> text = At(at);
            int newline = text.IndexOf((byte)'\n');
            if (newline >= 0 || text.IsEmpty)
            {
                return at + Math.Max(newline, 0);
            }

            at += text.Length;
        }
    }

    /// <summary>Some text of the file from an offset on; empty at its end.</summary>
    private ReadOnlySpan<byte> At(long offset)
    {
        if (offset < _windowAt || offset >= _windowAt + _window.Length)
        {
            byte[] window = new byte[WindowBytes];
            _window = window[..Math.Max(0, RandomAccess.Read(range.File.Handle, window, offset))];
            _windowAt = offset;
        }

        return _window.AsSpan((int)(offset - _windowAt));
    }
}
