using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace HotStream.Io;

/// <summary>
/// Named fields of a JSON object (RFC 8259). The whole record is checked, only the named fields are noted. Senders write their fields in
/// the same order again and again, so all that stands between two values (comma, name, colon, blanks) is first compared with what stood
/// there in the record before: one comparison instead of four steps. Of fields with equal names the last one counts.
/// </summary>
internal sealed class JsonParser : RecordParser
{
    private const int Places = 64;
    private const int GapBytes = 48;

    // Answers to the question which field comes next, beside its number.
    private const int NoField = -1;
    private const int End = -2;
    private const int Malformed = -3;

    private readonly byte[] _gap = new byte[Places * GapBytes];
    private readonly int[] _gapLength = new int[Places];
    private readonly int[] _field = new int[Places];
    private readonly byte[][] _names;

    public JsonParser(IReadOnlyList<string> names)
        : base(names)
    {
        _names = new byte[names.Count][];
        for (int i = 0; i < names.Count; i++)
        {
            _names[i] = Encoding.UTF8.GetBytes(names[i]);
        }
    }

    protected override void Parse(ReadOnlySpan<byte> record)
    {
        if (!TryParse(record) || !Utf8.IsValid(record))
        {
            Refuse(JsonText.FindProblem(record) ?? "The record is not JSON.");
        }
    }

    protected override Utf8Slice Json(Utf8Slice record, Field field) => field.Kind is FieldKind.Text or FieldKind.Escaped
        ? record.Substring(field.Start - 1, field.Length + 2) // with its quotes
        : record.Substring(field.Start, field.Length);

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

    /// <summary>Notes the named fields of a record; false when it is not a JSON object. Does not ask whether it is UTF-8.</summary>
    internal bool TryParse(ReadOnlySpan<byte> record)
    {
        var cursor = new JsonCursor(record);
        for (int place = 0; ; place++)
        {
            int field = place < Places && cursor.TakeSame(Gap(place)) ? _field[place] : TakeGap(ref cursor, record, place);
            if (field < NoField)
            {
                return field == End && cursor.Peek() == 0 && cursor.At == record.Length;
            }

            if (!cursor.TakeValue(out FieldKind kind, out int start, out int length))
            {
                return false;
            }

            if (field >= 0)
            {
                Fields[field] = new Field { Kind = kind, Start = start, Length = length };
            }
        }
    }

    /// <summary>What stood before the value at a place in the record before; empty when that is not known.</summary>
    private ReadOnlySpan<byte> Gap(int place) => _gap.AsSpan(place * GapBytes, _gapLength[place]);

    /// <summary>
    /// Passes what stands between two values, or before the first: a bracket or a comma, a name, a colon. Answers which field it
    /// is, or that there is no other.
    /// </summary>
    private int TakeGap(ref JsonCursor cursor, ReadOnlySpan<byte> record, int place)
    {
        int start = cursor.At;
        if (!cursor.Take(place == 0 ? (byte)'{' : (byte)','))
        {
            return place > 0 && cursor.Take((byte)'}') ? End : Malformed;
        }

        if (place == 0 && cursor.Take((byte)'}'))
        {
            return End;
        }

        if (cursor.Peek() != '"' || !cursor.TakeString(out int nameStart, out int nameLength, out bool isEscaped)
            || !cursor.Take((byte)':'))
        {
            return Malformed;
        }

        cursor.Peek();
        int field = Find(record.Slice(nameStart, nameLength), isEscaped);
        int length = cursor.At - start;
        if (place < Places && length <= GapBytes)
        {
            record.Slice(start, length).CopyTo(_gap.AsSpan(place * GapBytes));
            _gapLength[place] = length;
            _field[place] = field;
        }

        return field;
    }

    private int Find(ReadOnlySpan<byte> name, bool isEscaped)
    {
        if (!isEscaped)
        {
            return IndexOf(name);
        }

        byte[] text = new byte[name.Length]; // nobody escapes names
        int length = Unescape(name, text);
        return length < 0 ? NoField : IndexOf(text.AsSpan(0, length));
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

        return NoField;
    }
}
