using System.Buffers;

namespace HotStream.Http;

/// <summary>
/// Server-sent events out of bytes, by the rules of the HTML standard: lines end at CR, LF or both; a byte order mark at the beginning is
/// no text; an event ends at an empty line, and one that the end of the stream cuts off is none. An event whose data is longer than the
/// maximum is skipped to its end; its beginning is kept for a dead letter. One thread.
/// </summary>
/// <param name="dataBytesMax">Bytes that data may have.</param>
/// <param name="nameBytesMax">Bytes that an id or a type may have; a longer one is left out.</param>
internal sealed class EventParser(int dataBytesMax, int nameBytesMax = 64 * 1024)
{
    private const int FieldBytesMax = 16; // the name of a field, colon and space

    private readonly ArrayBufferWriter<byte> _line = new();  // a line that is not complete
    private readonly ArrayBufferWriter<byte> _data = new();
    private readonly ArrayBufferWriter<byte> _type = new();
    private readonly ArrayBufferWriter<byte> _id = new();
    private readonly ArrayBufferWriter<byte> _lastId = new();
    private long _beyond;       // bytes of the line that were not kept
    private long _wholeLength;  // of the data, newlines included
    private int _markBytes;     // of a byte order mark at the beginning that were seen; -1 behind it
    private bool _ownId;
    private bool _afterReturn;  // a newline that follows belongs to it
    private bool _isEnded;      // what is at hand was given out

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Data of the event; its beginning when it is too large.</summary>
    public ReadOnlySpan<byte> Data => _data.WrittenSpan is [.. var data, (byte)'\n'] && !IsTooLarge ? data : _data.WrittenSpan;

    /// <summary>Its type, <c>message</c> when it says none.</summary>
    public ReadOnlySpan<byte> Type => _type.WrittenCount == 0 ? "message"u8 : _type.WrittenSpan;

    /// <summary>Its id, or that of an event before.</summary>
    public ReadOnlySpan<byte> Id => _id.WrittenSpan;

    /// <summary>The id behind which the server goes on: of the last complete event, or of what stood in its place.</summary>
    public ReadOnlySpan<byte> LastId => _lastId.WrittenSpan;

    /// <summary>Whether it says its id itself.</summary>
    public bool HasOwnId => _ownId;

    /// <summary>Whether its data is longer than it may be.</summary>
    public bool IsTooLarge => _wholeLength - 1 > dataBytesMax;

    /// <summary>How long its data is.</summary>
    public long WholeLength => Math.Max(0, _wholeLength - 1);

    /// <summary>Milliseconds that the server wants us to wait before we connect again, once it has said so.</summary>
    public long? Retry { get; private set; }

    /// <summary>Whether an event has begun that is not complete.</summary>
    public bool IsInEvent => !_isEnded && _wholeLength > 0;

    /// <summary>A new connection: what was not complete is gone, the id stays.</summary>
    public void Begin()
    {
        Forget();
        Copy(_lastId, _id);
        _line.ResetWrittenCount();
        _beyond = 0;
        _markBytes = 0;
        _afterReturn = false;
    }

    /// <summary>Takes bytes up to the end of the next event.</summary>
    /// <param name="bytes">What was received; then what is left of it.</param>
    /// <returns>Whether an event is complete; it is at hand until the next call.</returns>
    public bool Next(ref ReadOnlySpan<byte> bytes)
    {
        if (_isEnded)
        {
            Forget();
        }

        if (_markBytes >= 0)
        {
            SkipMark(ref bytes);
        }

        while (!bytes.IsEmpty)
        {
            if (_afterReturn)
            {
                _afterReturn = false;
                bytes = bytes[0] == '\n' ? bytes[1..] : bytes;
                continue;
            }

            int length = bytes.IndexOfAny((byte)'\r', (byte)'\n');
            if (length < 0)
            {
                Keep(bytes);
                bytes = default;
                return false;
            }

            _afterReturn = bytes[length] == '\r';
            ReadOnlySpan<byte> end = bytes[..length];
            bytes = bytes[(length + 1)..];
            if (EndLine(end))
            {
                return true;
            }
        }

        return false;
    }

    private bool EndLine(ReadOnlySpan<byte> end)
    {
        if (_line.WrittenCount == 0 && _beyond == 0)
        {
            return end.IsEmpty ? EndEvent() : Take(end);
        }

        Keep(end);
        Take(_line.WrittenSpan);
        _line.ResetWrittenCount();
        _beyond = 0;
        return false;
    }

    private bool EndEvent()
    {
        Copy(_id, _lastId);
        if (_wholeLength > 0)
        {
            _isEnded = true;
            return true;
        }

        Forget();
        return false;
    }

    private void Forget()
    {
        _data.ResetWrittenCount();
        _type.ResetWrittenCount();
        _wholeLength = 0;
        _ownId = false;
        _isEnded = false;
    }

    /// <summary>Keeps a part of a line, as far as it can be of use.</summary>
    private void Keep(ReadOnlySpan<byte> bytes)
    {
        int room = Math.Max(0, dataBytesMax + nameBytesMax + FieldBytesMax - _line.WrittenCount);
        _line.Write(bytes[..Math.Min(room, bytes.Length)]);
        _beyond += Math.Max(0, bytes.Length - room);
    }

    /// <returns>False: no event ends with it.</returns>
    private bool Take(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        ReadOnlySpan<byte> name = colon < 0 ? line : line[..colon];
        ReadOnlySpan<byte> value = colon < 0 ? default : line[(colon + 1)..];
        value = value is [(byte)' ', ..] ? value[1..] : value;
        if (name.SequenceEqual("data"u8))
        {
            TakeData(value);
        }
        else if (_beyond > 0)
        {
            return false; // cut off: its value would be another one
        }
        else if (name.SequenceEqual("event"u8) && value.Length <= nameBytesMax)
        {
            _type.ResetWrittenCount();
            _type.Write(value);
        }
        else if (name.SequenceEqual("id"u8) && value.Length <= nameBytesMax && !value.Contains((byte)0))
        {
            _id.ResetWrittenCount();
            _id.Write(value);
            _ownId = true;
        }
        else if (name.SequenceEqual("retry"u8) && !value.IsEmpty && value.Length <= nameBytesMax
            && value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            Retry = long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out long milliseconds) ? milliseconds
                : long.MaxValue;
        }

        return false;
    }

    private static void Copy(ArrayBufferWriter<byte> from, ArrayBufferWriter<byte> to)
    {
        to.ResetWrittenCount();
        to.Write(from.WrittenSpan);
    }

    private void TakeData(ReadOnlySpan<byte> value)
    {
        _wholeLength += value.Length + _beyond + 1;
        int room = Math.Max(0, dataBytesMax + 1 - _data.WrittenCount);
        _data.Write(value[..Math.Min(room, value.Length)]);
        if (room > value.Length)
        {
            _data.Write("\n"u8);
        }
    }

    private void SkipMark(ref ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _markBytes < ByteOrderMark.Length && bytes[0] == ByteOrderMark[_markBytes])
        {
            _markBytes++;
            bytes = bytes[1..];
        }

        if (!bytes.IsEmpty || _markBytes == ByteOrderMark.Length)
        {
            if (_markBytes < ByteOrderMark.Length)
            {
                Keep(ByteOrderMark[.._markBytes]); // no mark: text
            }

            _markBytes = -1;
        }
    }
}
