namespace HotStream.Io;

/// <summary>
/// Which line of its file a record of a range is. Nobody counts lines while they are read: for a dead letter the file is read once more
/// from where the one before stood. Used by the thread that reads the range. Of an archive, whose lines are all in one range, both ways to
/// find a line go forward only, each with a window of its own.
/// </summary>
internal sealed class FileOrigin(FileRange range, int lineLengthMax) : ITextOrigin
{
    private readonly FileWindow _walk = range.File.Look();
    private readonly FileWindow _count = range.File.Look();
    private long _index = -1; // of the line at _at, among those that were fed
    private long _at;
    private long _linesWalked; // before _at, if the range begins with the file
    private long _countedTo;
    private long _lines; // before _countedTo

    public string Name => range.File.Path;

    public OpenFile File => range.File;

    /// <summary>Whether a line is the first one of the file.</summary>
    public bool IsFirstLine(long index) => range.Start == 0 && index == 0 && File.FirstLine(lineLengthMax) is not null;

    /// <summary>The first line of the file; null when it is longer than a line may be.</summary>
    public byte[]? Header => File.FirstLine(lineLengthMax);

    /// <summary>The range is read: nothing is held for it.</summary>
    public void Rest()
    {
        _walk.Dispose();
        _count.Dispose();
    }

    public string PositionOf(long index)
    {
        long offset = OffsetOf(index);
        return $"line {(range.Start == 0 ? _linesWalked + 1 : LineAt(offset))}";
    }

    /// <summary>The number, from 1, of the line that begins at an offset.</summary>
    public long LineAt(long offset)
    {
        if (offset < _countedTo)
        {
            (_countedTo, _lines) = (0, 0);
        }

        while (_countedTo < offset)
        {
            ReadOnlySpan<byte> text = _count.At(_countedTo);
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
            (_index, _linesWalked) = (0, 0);
            _at = range.Start == 0 ? 0 : EndOfLine(range.Start - 1) + 1;
            SkipOverlong();
        }

        while (_index < index && !_walk.At(_at).IsEmpty)
        {
            _at = EndOfLine(_at) + 1;
            _index++;
            _linesWalked++;
            SkipOverlong();
        }

        return _at;
    }

    private void SkipOverlong()
    {
        long end;
        while (!_walk.At(_at).IsEmpty && (end = EndOfLine(_at)) - Begin(_at) > lineLengthMax)
        {
            _at = end + 1;
            _linesWalked++;
        }
    }

    private long Begin(long at) => at == 0 && ByteOrderMark.IsAtStart(_walk.At(0)) ? ByteOrderMark.Length : at;

    private long EndOfLine(long at)
    {
        while (true)
        {
            ReadOnlySpan<byte> text = _walk.At(at);
            int newline = text.IndexOf((byte)'\n');
            if (newline >= 0 || text.IsEmpty)
            {
                return at + Math.Max(newline, 0);
            }

            at += text.Length;
        }
    }
}
