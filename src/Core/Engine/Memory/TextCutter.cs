using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Cuts one text at a time into parts, as many as the caller has room for: delimiters of 4 KiB are found at once by the vector scanner,
/// then parts are cut from their positions. Holds the scratch for that; rented from a pool, used by one thread.
/// </summary>
internal sealed unsafe class TextCutter
{
    private const int SegmentBytes = 4096;

    private static readonly ConcurrentBag<TextCutter> s_pool = [];

    private readonly NativeBlock _scratch = new(((SegmentBytes + ByteScanner.Slack) * sizeof(int)) + 128);
    private readonly ByteScanner _scanner = KernelCatalog.Scanner;
    private byte* _segment;
    private ulong _reference;
    private int _ahead;    // bytes of the text from the segment on
    private int _length;   // bytes of the segment
    private int _start;    // where the next part begins, from the segment; negative when it began in an earlier one
    private int _found;
    private int _next;
    private byte _separator;
    private bool _blanks;
    private bool _keepEmpty;
    private bool _endsText;
    private bool _lines;
    private bool _lineEndsToo;

    private TextCutter()
    {
    }

    /// <summary>Whether the last call to <see cref="Cut"/> ran out of room before the text ended.</summary>
    public bool IsUnfinished { get; private set; }

    private int* Positions => (int*)_scratch.Pointer;

    private byte* InlineText => _scratch.Pointer + ((SegmentBytes + ByteScanner.Slack) * sizeof(int));

    public static TextCutter Rent() => s_pool.TryTake(out TextCutter? cutter) ? cutter : new TextCutter();

    public void Return() => s_pool.Add(this);

    /// <summary>Starts on a text that the user's function asked to split.</summary>
    public void Begin(in Utf8Split split)
    {
        Utf8Slice text = split.Text;
        byte* bytes;
        if (text.IsInline)
        {
            bytes = InlineText; // 12 bytes in the value cannot be over-read, a copy in scratch can
            Unsafe.WriteUnaligned(bytes, text.Head >> 32);
            Unsafe.WriteUnaligned(bytes + 4, text.Tail);
        }
        else
        {
            bytes = SlabTable.Resolve(text.Tail);
        }

        Begin(bytes, text.Length, text.Tail, split.Blanks, split.Separator, keepEmpty: !split.Blanks, endsText: true);
    }

    /// <summary>Starts on the words of a text.</summary>
    public void BeginWords(byte* text, int length, ulong reference) =>
        Begin(text, length, reference, blanks: true, separator: 0, keepEmpty: false, endsText: true);

    /// <summary>
    /// Starts on whole lines that follow each other in memory, each of which is to be split at the same separator (or at blanks): together
    /// they are one text that newlines separate too.
    /// </summary>
    public void BeginLinesSplit(byte* lines, int length, in Utf8Split split)
    {
        Begin(lines, length, split.Text.Tail, split.Blanks, split.Separator, keepEmpty: !split.Blanks, endsText: true);
        _lineEndsToo = true;
    }

    /// <summary>
    /// Starts on the lines of a text; a last line without its newline counts, an empty one after the last newline does not.
    /// </summary>
    public void BeginLines(byte* text, int length, ulong reference)
    {
        Begin(text, length, reference, blanks: false, (byte)'\n', keepEmpty: true, endsText: length > 0 && text[length - 1] != '\n');
        _lines = true;
    }

    /// <summary>Writes the next parts; returns how many. Look at <see cref="IsUnfinished"/> afterwards.</summary>
    public int Cut(Utf8Slice* parts, int room)
    {
        int written = 0;
        while (true)
        {
            if (_next == _found && !NextSegment())
            {
                IsUnfinished = false;
                return written;
            }

            int count = Math.Min(_found - _next, room);
            if (count == 0 && _found > _next)
            {
                IsUnfinished = true;
                return written;
            }

            if (_lines)
            {
                SliceCutter.CutLines(_segment, Positions + _next, count, ref _start, _reference, parts + written);
                written += count;
            }
            else
            {
                written += SliceCutter.Cut(_segment, Positions + _next, count, ref _start, _reference, _keepEmpty, parts + written);
            }

            _next += count;
            room -= count;
        }
    }

    private void Begin(byte* text, int length, ulong reference, bool blanks, byte separator, bool keepEmpty, bool endsText)
    {
        _segment = text;
        _reference = reference;
        _ahead = length;
        _length = 0;
        _start = 0;
        _found = 0;
        _next = 0;
        _blanks = blanks;
        _separator = separator;
        _keepEmpty = keepEmpty;
        _endsText = endsText;
        _lines = false;
        _lineEndsToo = false;
        IsUnfinished = true;
    }

    private bool NextSegment()
    {
        _segment += _length;
        _reference += (uint)_length;
        _start -= _length;
        _ahead -= _length;
        if (_ahead == 0 && !_endsText)
        {
            _length = 0;
            return false;
        }

        _length = Math.Min(_ahead, SegmentBytes);
        _next = 0;
        _found = _blanks
            ? _scanner.FindBlanks(_segment, _length, Positions)
            : _lineEndsToo
                ? _scanner.FindEither(_segment, _length, _separator, (byte)'\n', Positions)
                : _scanner.FindAll(_segment, _length, _separator, Positions);
        if (_length == _ahead && _endsText)
        {
            Positions[_found++] = _length; // the end of the text ends its last part
            _endsText = false;
        }

        return true;
    }
}
