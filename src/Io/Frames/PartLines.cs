namespace HotStream.Io;

/// <summary>
/// The lines of a part of a file, cut in slabs: those that begin in it, the last one to its end even when that is in the next part. Lines
/// end
/// with LF or CRLF; a byte order mark at the beginning of a file is left out. A line that does not fit is copied to the next slab, larger
/// if
/// it must be.
/// </summary>
internal sealed class PartLines(FilePart part, LineTaker taker, CancellationToken cancellation)
{
    private readonly Utf8Slice[] _lines = new Utf8Slice[ColumnBatch.MaxRows];
    private int _count;
    private int _start; // where the line that is not complete begins
    private int _end; // where what was read ends
    private long _position = part.Start; // of what comes next in the file
    private bool _isSkipping = part.Start > 0;
    private bool _isFirst = part.Start == 0;
    private long _taken; // lines before those that are noted

    public void Read()
    {
        using Stream stream = part.Start > 0 ? new FilePart(part.Path, part.Start - 1, part.End).Open() : part.Open();
        _position = Math.Max(0, part.Start - 1);
        Slab slab = SlabPool.Rent();
        try
        {
            bool wanted = true;
            while (wanted)
            {
                cancellation.ThrowIfCancellationRequested();
                int read = part.Read(stream, slab.Bytes[_end..]);
                _position += read;
                _end += read;
                SkipMark(slab, read == 0);
                wanted = Cut(slab, read == 0) && read > 0;
                wanted = Flush() && wanted;
                slab = Renew(slab, ref wanted);
            }
        }
        finally
        {
            slab.Release();
        }
    }

    /// <summary>The byte order mark, once enough was read to know.</summary>
    private void SkipMark(Slab slab, bool isEnd)
    {
        if (_isFirst && (_end >= 3 || isEnd))
        {
            _start = slab.Bytes[.._end].StartsWith("\uFEFF"u8) ? 3 : 0;
            _isFirst = false;
        }
    }

    /// <summary>Notes the lines that are complete; false when the part ends.</summary>
    private bool Cut(Slab slab, bool isEnd)
    {
        if (_isFirst)
        {
            return true;
        }

        ReadOnlySpan<byte> bytes = slab.Bytes;
        while (true)
        {
            int length = bytes[_start.._end].IndexOf((byte)'\n');
            if (length < 0 && (!isEnd || _start == _end))
            {
                return true;
            }

            if (_isSkipping)
            {
                // What stands before the first end of line began in the part before.
                _isSkipping = false;
                if (length < 0)
                {
                    return false;
                }

                _start += length + 1;
                continue;
            }

            if (_position - (_end - _start) >= part.End)
            {
                return false;
            }

            int whole = length < 0 ? _end - _start : length;
            int cut = whole > 0 && bytes[_start + whole - 1] == '\r' ? whole - 1 : whole;
            _lines[_count++] = slab.Slice(_start, cut);
            _start += length < 0 ? whole : whole + 1;
            if (_count == _lines.Length && !Flush())
            {
                return false;
            }
        }
    }

    private bool Flush()
    {
        if (_count == 0)
        {
            return true;
        }

        bool wanted;
        taker.LinesBefore = _taken;
        try
        {
            wanted = taker.Take(_lines.AsSpan(0, _count));
        }
        catch (RowException failure) when (failure.Row >= 0)
        {
            throw failure.At($"{part.Path}, line {part.NumberOf(_taken + taker.LineOf(failure.Row))}");
        }

        _taken += _count;
        _count = 0;
        return wanted;
    }

    /// <summary>A slab with what is not complete at its beginning.</summary>
    private Slab Renew(Slab slab, ref bool wanted)
    {
        int rest = _end - _start;
        if (!wanted || (rest > 0 && _start == 0 && _end < slab.Capacity))
        {
            return slab; // there is room for more
        }

        int needed = rest < slab.Capacity / 2 ? Slab.StandardCapacity : slab.Capacity * 2;
        if (rest >= Slab.MaxCapacity)
        {
            taker.LinesBefore = _taken;
            taker.TakeTooLong(slab.Slice(_start, 100));
            _taken++;
            _isSkipping = true;
            rest = 0;
            needed = Slab.StandardCapacity;
        }

        Slab next = SlabPool.Rent(Math.Min(Slab.MaxCapacity, Math.Max(needed, Slab.StandardCapacity)));
        slab.Bytes.Slice(_end - rest, rest).CopyTo(next.Bytes);
        slab.Release();
        _start = 0;
        _end = rest;
        return next;
    }
}
