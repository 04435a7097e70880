using System.Buffers;

namespace HotStream.Io;

/// <summary>
/// Reads the lines that begin in a range of a file: starts one byte before the range and skips to the first newline, so that a line is read
/// by exactly one of two neighbours, and reads on past the end of the range until its last line is complete. An
/// overlong line becomes a dead letter.
/// </summary>
internal sealed class FileRangeReader(FileRange range, StreamingOptions options, Action<DeadLetter> deadLetters)
{
    private const int ReadSize = 256 * 1024;

    private readonly FileOrigin _origin = new(range, options.LineLengthMax);
    private long _at;       // file offset of the slab's first byte
    private int _filled;    // bytes of the slab that are text
    private bool _skipping; // inside a line that is not ours or too long
    private long _overlong; // length so far of a line that is too long, 0 when the line skipped is a neighbour's
    private long _overlongAt;
    private ArrayBufferWriter<byte>? _begun; // what a dead letter keeps of it

    public void Read(TextFeed feed)
    {
        using var text = new FileText(range.File);
        try
        {
            Read(text, feed);
        }
        finally
        {
            _origin.Rest();
        }
    }

    private void Read(FileText text, TextFeed feed)
    {
        _skipping = range.Start > 0;
        _at = _skipping ? range.Start - 1 : 0;
        feed.Begin(_origin);
        Slab slab = feed.NextSlab(ReadSize);
        while (!feed.IsFull)
        {
            int count = ReadOn(text, slab, out string? problem);
            _filled += count;
            int begin = _skipping ? Skip(slab) : _at == 0 && ByteOrderMark.IsAtStart(slab.Bytes[.._filled]) ? ByteOrderMark.Length : 0;
            if (problem is not null)
            {
                ReportDamage(slab, begin, problem);
                return;
            }

            if (count == 0)
            {
                FeedLast(feed, slab, begin);
                return;
            }

            int end = WholeLines(slab, begin, out bool done);
            if (end > begin)
            {
                FeedLines(feed, slab, begin, end);
            }

            if (done)
            {
                return;
            }

            slab = MoveOn(feed, slab, Math.Max(begin, end));
        }
    }

    private int ReadOn(FileText text, Slab slab, out string? problem)
    {
        try
        {
            problem = null;
            return text.Read(slab.Bytes[_filled..], _at + _filled);
        }
        catch (FileContentException wrong)
        {
            problem = wrong.Problem;
            return 0;
        }
    }

    /// <summary>The text ends here, before its end: what is there of a line goes into a letter.</summary>
    private void ReportDamage(Slab slab, int begin, string problem)
    {
        Keep(slab.Bytes[begin.._filled]);
        long length = _overlong + (_skipping ? 0 : _filled - begin);
        long position = _overlong > 0 ? _overlongAt : _at + begin;
        deadLetters(new DeadLetter(range.File.Path, $"line {_origin.LineAt(position)}, byte {position}",
            $"{problem} Lines before this one were taken.", length, _begun!.WrittenMemory));
    }

    /// <summary>Where the line being skipped ends and text of ours begins.</summary>
    private int Skip(Slab slab)
    {
        int newline = slab.Bytes[.._filled].IndexOf((byte)'\n');
        if (newline < 0)
        {
            if (_overlong > 0)
            {
                Keep(slab.Bytes[.._filled]);
                _overlong += _filled;
            }

            return _filled;
        }

        if (_overlong > 0)
        {
            Keep(slab.Bytes[..newline]);
            Report(_overlongAt, _overlong + newline);
            _overlong = 0;
        }

        _skipping = false;
        return newline + 1;
    }

    /// <summary>The end of the whole lines that begin in the range; <paramref name="done"/> when the last of them is among them.</summary>
    private int WholeLines(Slab slab, int begin, out bool done)
    {
        done = !_skipping && _at + begin >= range.End;
        if (done || _skipping)
        {
            return begin;
        }

        ReadOnlySpan<byte> text = slab.Bytes[..(_filled)];
        long lastOwn = range.End - 1 - _at; // offset of the last byte of the range
        if (lastOwn < _filled)
        {
            int from = Math.Max(begin, (int)lastOwn);
            int newline = text[from..].IndexOf((byte)'\n');
            if (newline >= 0)
            {
                done = true;
                return from + newline + 1;
            }
        }

        int last = text[begin..].LastIndexOf((byte)'\n');
        return last < 0 ? begin : begin + last + 1;
    }

    private Slab MoveOn(TextFeed feed, Slab slab, int end)
    {
        int rest = _filled - end;
        if (rest > options.LineLengthMax)
        {
            _skipping = true;
            Keep(slab.Bytes.Slice(end, rest));
            _overlong = rest;
            _overlongAt = _at + end;
            rest = 0;
        }

        int capacity = ReadSize;
        while (capacity - rest < ReadSize / 2)
        {
            capacity *= 2;
        }

        _at += _filled - rest;
        byte[]? kept = rest > 0 ? slab.Bytes.Slice(_filled - rest, rest).ToArray() : null;
        Slab next = feed.NextSlab(capacity);
        kept?.CopyTo(next.Bytes);
        _filled = rest;
        return next;
    }

    private void FeedLast(TextFeed feed, Slab slab, int begin)
    {
        if (_skipping)
        {
            if (_overlong > 0)
            {
                Report(_overlongAt, _overlong);
            }
        }
        else if (_filled > begin && _at + begin < range.End)
        {
            FeedLines(feed, slab, begin, _filled);
        }
    }

    private void FeedLines(TextFeed feed, Slab slab, int begin, int end)
    {
        if (end - begin <= options.LineLengthMax)
        {
            feed.Feed(begin, end - begin);
            return;
        }

        int first = begin;
        for (int line = begin; line < end;)
        {
            int newline = slab.Bytes[line..end].IndexOf((byte)'\n');
            int next = newline < 0 ? end : line + newline + 1;
            int length = newline < 0 ? end - line : newline;
            if (length > options.LineLengthMax)
            {
                feed.Feed(first, line - first);
                Keep(slab.Bytes.Slice(line, length));
                Report(_at + line, length);
                first = next;
            }

            line = next;
        }

        feed.Feed(first, end - first);
    }

    private void Keep(ReadOnlySpan<byte> overlong)
    {
        _begun ??= new ArrayBufferWriter<byte>();
        _begun.Write(overlong[..Math.Min(overlong.Length, options.DeadLetterBytesMax - _begun.WrittenCount)]);
    }

    private void Report(long position, long length)
    {
        ReadOnlyMemory<byte> record = _begun!.WrittenMemory;
        _begun = null;
        deadLetters(new DeadLetter(
            range.File.Path,
            $"line {_origin.LineAt(position)}, byte {position}",
            $"line of {length} bytes is longer than the maximum of {options.LineLengthMax}; raise "
            + "StreamingOptions.LineLengthMax or correct the file",
            length,
            record));
    }
}
