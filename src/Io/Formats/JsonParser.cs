using System.Text;
using System.Text.Json;

namespace HotStream.Io;

/// <summary>
/// Named fields of a JSON object (RFC 8259). The whole record is checked, only the named fields are noted. Senders write their fields in the same order again and again: the
/// name that stood at this place in the record before is compared first. Of fields with equal names the last one counts.
/// </summary>
internal sealed class JsonParser : RecordParser
{
    private const int Places = 64;
    private const int NameBytes = 32;

    // The names at the first places of the record before, and which fields they are.
    private readonly byte[] _last = new byte[Places * NameBytes];
    private readonly int[] _lastLength = new int[Places];
    private readonly int[] _lastField = new int[Places];
    private readonly byte[][] _names;

    public JsonParser(IReadOnlyList<string> names)
        : base(names)
    {
        _names = new byte[names.Count][];
        for (int i = 0; i < names.Count; i++)
        {
            _names[i] = Encoding.UTF8.GetBytes(names[i]);
        }

        Array.Fill(_lastField, IndexOf([])); // no name stood there: as if the empty one had
    }

    protected override void Parse(ReadOnlySpan<byte> record)
    {
        if (!TryParse(record))
        {
            Refuse(JsonText.FindProblem(record) ?? "The record is not JSON.");
        }
    }

    protected override int Unescape(ReadOnlySpan<byte> escaped, Span<byte> text)
    {
        Span<byte> quoted = escaped.Length <= 254 ? stackalloc byte[256] : new byte[escaped.Length + 2];
        quoted[0] = (byte)'"';
        escaped.CopyTo(quoted[1..]);
        quoted[escaped.Length + 1] = (byte)'"';
        var reader = new Utf8JsonReader(quoted[..(escaped.Length + 2)]);
        try
        {
            reader.Read();
            return reader.CopyString(text);
        }
        catch (InvalidOperationException) // half of a surrogate pair, or bytes that are not UTF-8
        {
            return -1;
        }
    }

    /// <summary>Notes the named fields of a record; false when it is not a JSON object.</summary>
    internal bool TryParse(ReadOnlySpan<byte> record)
    {
        var cursor = new JsonCursor(record);
        if (!cursor.Take((byte)'{'))
        {
            return false;
        }

        byte next = cursor.Peek();
        for (int place = 0; next != '}'; place++)
        {
            if (next != '"' || !cursor.TakeString(out int nameStart, out int nameLength, out bool isEscaped) || !cursor.Take((byte)':'))
            {
                return false;
            }

            int field = Find(place, record.Slice(nameStart, nameLength), isEscaped);
            if (!cursor.TakeValue(cursor.Peek(), out FieldKind kind, out int start, out int length))
            {
                return false;
            }

            if (field >= 0)
            {
                Fields[field] = new Field { Kind = kind, Start = start, Length = length };
            }

            next = cursor.Peek();
            if (next == ',')
            {
                cursor.Pass();
                next = cursor.Peek();
                if (next != '"')
                {
                    return false;
                }
            }
            else if (next != '}')
            {
                return false;
            }
        }

        cursor.Pass();
        return cursor.Peek() == 0 && cursor.At == record.Length;
    }

    /// <summary>Which of the named fields a name is, or -1. What stood at this place of the record before is compared first.</summary>
    private int Find(int place, ReadOnlySpan<byte> name, bool isEscaped)
    {
        if (isEscaped)
        {
            byte[] text = new byte[name.Length]; // nobody escapes names
            int length = Unescape(name, text);
            return length < 0 ? -1 : IndexOf(text.AsSpan(0, length));
        }

        if (place >= Places || name.Length > NameBytes)
        {
            return IndexOf(name);
        }

        Span<byte> last = _last.AsSpan(place * NameBytes, NameBytes);
        if (!name.SequenceEqual(last[.._lastLength[place]]))
        {
            name.CopyTo(last);
            _lastLength[place] = name.Length;
            _lastField[place] = IndexOf(name);
        }

        return _lastField[place];
    }

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
