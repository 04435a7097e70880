using System.Text.Unicode;

namespace HotStream.Io;

/// <summary>
/// Named fields of a JSON object (RFC 8259). The whole record is checked, only the named fields are noted, found by what stands between
/// values (<see cref="JsonFields"/>). Of fields with equal names the last one counts.
/// </summary>
internal sealed class JsonParser : RecordParser
{
    private readonly JsonFields _fields;

    public JsonParser(IReadOnlyList<string> names)
        : base(names) => _fields = new JsonFields(names);

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
        return JsonFields.Unescape(quoted[..(escaped.Length + 2)], text);
    }

    /// <summary>Notes the named fields of a record; false when it is not a JSON object. Does not ask whether it is UTF-8.</summary>
    internal bool TryParse(ReadOnlySpan<byte> record)
    {
        var cursor = new JsonCursor(record);
        for (int place = 0; ; place++)
        {
            int field = _fields.Next(ref cursor, record, place);
            if (field < JsonFields.Other)
            {
                return field == JsonFields.End && cursor.Peek() == 0 && cursor.At == record.Length;
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
}
