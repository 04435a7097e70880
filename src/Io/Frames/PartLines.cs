using System.Numerics;

namespace HotStream.Io;

/// <summary>
/// The text of a part of a file, a slab at a time: the whole lines that begin in it, the last one to its end even when that is in the next
/// part. A byte order mark at the beginning of a file is left out. A line that does not fit is copied to the next slab, larger if it must
/// be. Whoever takes the text cuts it: some find more than ends of lines in one pass over it.
/// </summary>
internal sealed class PartLines(FilePart part, LineTaker taker, CancellationToken cancellation)
{
    private int _start; // where the line that is not complete begins
    private int _end; // where what was read ends
    private long _position = part.Start; // of what comes next in the file
    private bool _isSkipping = part.Start > 0; // to the end of a line
    private bool _isFirst = part.Start == 0;

    public void Read()
    {
        using Stream stream = part.Start > 0 ? new FilePart(part.Path, part.Start - 1, part.End).Open() : part.Open();
        _position = Math.Max(0, part.Start - 1);
        taker.LinesBefore = 0;
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
                wanted = Take(slab, read == 0) && read > 0;
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

    /// <summary>Hands the lines on that are complete; false when no more are wanted, or the part ends.</summary>
    private bool Take(Slab slab, bool isEnd)
    {
        if (_isFirst || !SkipLine(slab))
        {
            return !isEnd;
        }

        ReadOnlySpan<byte> text = slab.Bytes[_start.._end];
        long left = part.End - (_position - text.Length); // where no line of this part begins any more
        if (left <= 0)
        {
            return false;
        }

        bool isLast = left <= text.Length;
        int last = isLast ? text[((int)left - 1)..].IndexOf((byte)'\n') : -1;
        last = last >= 0 ? last + (int)left - 1 : text.LastIndexOf((byte)'\n');
        isLast &= last >= left - 1;
        int length = isEnd && !isLast ? text.Length : last + 1;
        _start += length;
        return (length == 0 || Take(slab.Slice(_start - length, length))) && !isLast;
    }

    /// <summary>Passes what began in the part before, or was too long; false when it goes on.</summary>
    private bool SkipLine(Slab slab)
    {
        if (_isSkipping)
        {
            int end = slab.Bytes[_start.._end].IndexOf((byte)'\n');
            _isSkipping = end < 0;
            _start = end < 0 ? _end : _start + end + 1;
        }

        return !_isSkipping;
    }

    private bool Take(Utf8Slice lines)
    {
        try
        {
            return taker.Take(lines);
        }
        catch (RowException failure) when (failure.Row >= 0)
        {
            throw failure.At($"{part.Path}, line {part.NumberOf(taker.LinesBefore + taker.LineOf(failure.Row))}");
        }
    }

    /// <summary>A slab with what is not complete at its beginning.</summary>
    private Slab Renew(Slab slab, ref bool wanted)
    {
        int rest = _end - _start;
        if (!wanted || (rest > 0 && _start == 0 && _end < slab.Capacity))
        {
            return slab; // there is room for more
        }

        if (rest >= Slab.MaxCapacity)
        {
            taker.TakeTooLong(slab.Slice(_start, 100));
            taker.LinesBefore++;
            _isSkipping = true;
            rest = 0;
        }

        int needed = (int)BitOperations.RoundUpToPowerOf2((uint)(2 * rest)); // what is there, and as much again
        Slab next = SlabPool.Rent(Math.Clamp(needed, Slab.StandardCapacity, Slab.MaxCapacity));
        slab.Bytes.Slice(_end - rest, rest).CopyTo(next.Bytes);
        slab.Release();
        _start = 0;
        _end = rest;
        return next;
    }
}
