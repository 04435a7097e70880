using System.Buffers;

namespace HotStream;

/// <summary>
/// Turns the bytes of one connection into chunks of whole lines, in place. The receiver asks for <see cref="GetBuffer"/>, reads from its
/// socket into it and reports with <see cref="Advance"/>; everything up to the last newline is published at once, the rest stays at hand:
/// the slab is filled further while it has room, then the unfinished line alone is moved to the next one.
/// Law: the lines published are exactly the lines of the byte stream, whatever the sizes it arrived in. A line longer than the maximum is
/// skipped, wherever its newline may be, and reported once as a dead letter. An unfinished last line counts when the connection ends. A
/// byte order mark before the first line is no text.
/// </summary>
public sealed class LineFramer : IDisposable
{
    private const int LeastRoom = 4096;
    private const int RestBytesMax = 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private readonly string _source;
    private readonly TextReceiver _receiver;
    private readonly LaneWriter<TextChunk> _writer;
    private readonly int _lineLengthMax;
    private Slab? _slab;
    private int _lineStart; // first byte of the unfinished line
    private int _filled;    // end of the bytes received
    private long _skipped;  // bytes of an overlong line dropped so far; 0 when not inside one
    private ArrayBufferWriter<byte>? _begun; // what a dead letter keeps of it
    private long _position; // bytes received before the slab's unfinished line
    private byte[]? _rest;  // the unfinished line while there is no slab
    private long _since;    // when the unfinished line began, in milliseconds

    internal LineFramer(string source, TextReceiver receiver, LaneWriter<TextChunk> writer, int lineLengthMax)
    {
        _source = source;
        _receiver = receiver;
        _writer = writer;
        _lineLengthMax = lineLengthMax;
    }

    /// <summary>
    /// Bytes of the line that is not complete; 0 between lines, and inside one that is too long, of which nothing is held.
    /// </summary>
    public int UnfinishedBytes => _slab is null ? _rest?.Length ?? 0 : _filled - _lineStart;

    /// <summary>How long ago the line began that is not complete, however its bytes trickle in; zero between lines.</summary>
    public TimeSpan UnfinishedFor =>
        UnfinishedBytes == 0 && _skipped == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Environment.TickCount64 - _since);

    /// <summary>
    /// Where to put the next bytes; at least 4 KiB. Waits while the memory budget is spent: that is the back-pressure on the source.
    /// </summary>
    /// <exception cref="OperationCanceledException">The receiver was stopped while it waited.</exception>
    public Span<byte> GetBuffer()
    {
        if (_slab is null || _slab.Capacity - _filled < LeastRoom)
        {
            MoveOn();
        }

        return _slab!.Bytes[_filled..];
    }

    /// <summary>Takes bytes that were written to the start of the last buffer, and publishes the lines they complete.</summary>
    /// <param name="count">Bytes written.</param>
    /// <exception cref="OperationCanceledException">The receiver was stopped while it waited for room in a ring.</exception>
    public void Advance(int count)
    {
        Slab slab = _slab ?? throw new InvalidOperationException("Advance follows GetBuffer.");
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, slab.Capacity - _filled);
        int fresh = _filled;
        bool begins = fresh == _lineStart && _skipped == 0;
        _filled += count;
        if (_skipped > 0)
        {
            SkipOverlong(slab, fresh);
        }

        int last = slab.Bytes[fresh.._filled].LastIndexOf((byte)'\n');
        if (last >= 0 && _skipped == 0)
        {
            Publish(slab, _lineStart, Math.Max(fresh + last + 1, _lineStart));
            begins = true; // what is left began with these bytes
        }

        if (begins)
        {
            _since = Environment.TickCount64;
        }
    }

    /// <summary>
    /// Nothing has come for a moment: gives slab and rings back, as far as nothing is under way in them, so that a connection that is quiet
    /// costs next to nothing. Cheap. Does nothing while a long line is unfinished.
    /// </summary>
    public void Rest()
    {
        if (_slab is null || UnfinishedBytes > Math.Min(RestBytesMax, _lineLengthMax))
        {
            return;
        }

        _rest = UnfinishedBytes > 0 ? _slab.Bytes[_lineStart.._filled].ToArray() : null;
        _slab.Release();
        _slab = null;
        _lineStart = _filled = 0;
        _writer.Rest();
    }

    /// <summary>The connection is given up: the unfinished line becomes a dead letter.</summary>
    /// <param name="reason">Why, and how to correct it.</param>
    public void GiveUp(string reason)
    {
        if (UnfinishedBytes > 0)
        {
            ReadOnlySpan<byte> line = _slab is null ? _rest : _slab.Bytes[_lineStart.._filled];
            _receiver.Supervisor.DeadLetter(new DeadLetter(_source, $"byte {_position}", reason, line));
            _rest = null;
            _lineStart = _filled;
        }
        else if (_skipped > 0)
        {
            Report(_position, _skipped);
            _skipped = 0;
        }
    }

    /// <summary>The connection has ended: an unfinished line is a line.</summary>
    public void Complete()
    {
        if (_rest is not null)
        {
            MoveOn();
        }

        if (_slab is not null && _skipped == 0 && _filled > _lineStart)
        {
            Publish(_slab, _lineStart, _filled);
        }

        if (_skipped > 0)
        {
            Report(_position, _skipped);
            _skipped = 0;
        }
    }

    /// <summary>Gives the slab back and closes the way into the engine; lines published stay.</summary>
    public void Dispose()
    {
        _slab?.Release();
        _slab = null;
        _writer.Close();
    }

    private void Publish(Slab slab, int start, int end)
    {
        if (end > start)
        {
            // no text
            int first = _position == 0 && slab.Bytes[start..end].StartsWith(ByteOrderMark) ? start + ByteOrderMark.Length : start;
            if (end - start > _lineLengthMax)
            {
                first = PublishExceptOverlong(slab, first, end);
            }

            if (end > first)
            {
                WriteChunk(new TextChunk(slab, first, end - first));
            }

            _position += end - start;
            _lineStart = end;
        }
    }

    /// <summary>Hands a range of lines over, in pieces where there is a limit to the lines a second.</summary>
    private void WriteChunk(TextChunk chunk)
    {
        while (_writer.Portion is var portion && portion < chunk.Length && chunk.After(portion) is { Length: > 0 } rest)
        {
            WritePiece(chunk with { Length = chunk.Length - rest.Length });
            chunk = rest;
        }

        WritePiece(chunk);
    }

    private void WritePiece(TextChunk chunk)
    {
        chunk.Slab.AddLease();
        try
        {
            _writer.WriteChunk(chunk, _receiver.Supervisor.Aborting);
        }
        catch (OperationCanceledException)
        {
            chunk.Slab.Release(); // nobody took the chunk
            throw;
        }
    }

    /// <summary>A range longer than a line may be: publishes what lies around overlong lines; returns where the rest begins.</summary>
    private int PublishExceptOverlong(Slab slab, int start, int end)
    {
        int first = start;
        for (int line = start; line < end;)
        {
            int newline = slab.Bytes[line..end].IndexOf((byte)'\n');
            int next = newline < 0 ? end : line + newline + 1;
            int length = newline < 0 ? end - line : newline;
            if (length > _lineLengthMax)
            {
                if (line > first)
                {
                    WriteChunk(new TextChunk(slab, first, line - first));
                }

                Keep(slab.Bytes.Slice(line, length));
                Report(_position + (line - _lineStart), length);
                first = next;
            }

            line = next;
        }

        return first;
    }

    /// <summary>
    /// The slab is full. What follows the last newline goes to the next slab, one twice as large when the line fills this one.
    /// </summary>
    private void MoveOn()
    {
        int unfinished = UnfinishedBytes;
        if (unfinished > _lineLengthMax)
        {
            Keep(_slab!.Bytes[_lineStart.._filled]);
            _skipped = unfinished;
            unfinished = 0;
        }

        int capacity = Slab.StandardCapacity;
        while (capacity - unfinished < Math.Max(LeastRoom, capacity / 4) && capacity < Slab.MaxCapacity)
        {
            capacity *= 2;
        }

        BudgetWait.For(capacity, _receiver);
        Slab next = SlabPool.Rent(capacity, _receiver.Budget);
        if (_slab is not null)
        {
            _slab.Bytes.Slice(_lineStart, unfinished).CopyTo(next.Bytes);
            _slab.Release();
        }
        else
        {
            _rest.CopyTo(next.Bytes);
        }

        _rest = null;
        _slab = next;
        _lineStart = 0;
        _filled = unfinished;
    }

    private void SkipOverlong(Slab slab, int fresh)
    {
        int newline = slab.Bytes[fresh.._filled].IndexOf((byte)'\n');
        if (newline < 0)
        {
            Keep(slab.Bytes[fresh.._filled]);
            _skipped += _filled - fresh;
            _filled = fresh; // the bytes are of no use: read over them
            _lineStart = fresh;
            return;
        }

        Keep(slab.Bytes.Slice(fresh, newline));
        _skipped += newline;
        Report(_position, _skipped);
        _position += _skipped + 1;
        _skipped = 0;
        _lineStart = fresh + newline + 1;
    }

    private void Keep(ReadOnlySpan<byte> overlong)
    {
        _begun ??= new ArrayBufferWriter<byte>();
        _begun.Write(overlong[..Math.Min(overlong.Length, _receiver.Supervisor.DeadLetterBytesMax - _begun.WrittenCount)]);
    }

    private void Report(long position, long length)
    {
        ReadOnlyMemory<byte> record = _begun!.WrittenMemory;
        _begun = null;
        _receiver.Supervisor.DeadLetter(new DeadLetter(
            _source,
            $"byte {position}",
            $"line of {length} bytes is longer than the maximum of {_lineLengthMax}; raise "
            + "StreamingOptions.LineLengthMax or correct the sender",
            length,
            record));
    }
}
