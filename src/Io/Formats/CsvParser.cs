using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace HotStream.Io;

/// <summary>
/// A record of separated values (RFC 4180): fields between separators; one that begins with a quote ends with a quote, and a quote in it is
/// written twice. Anything may stand between quotes, line ends too. Every record must have as many fields as were named.
/// </summary>
internal sealed class CsvParser(IReadOnlyList<string> names, byte separator) : RecordParser(names)
{
    protected override void Parse(ReadOnlySpan<byte> record)
    {
        record = record.TrimEnd("\r\n"u8);
        int start = 0;
        for (int field = 0; ; field++)
        {
            if (field == Fields.Length)
            {
                Refuse($"The record has more than the {Fields.Length} fields that were named.");
                return;
            }

            int end = start < record.Length && record[start] == '"' ? TakeQuoted(record, start, ref Fields[field])
                : TakePlain(record, start, ref Fields[field]);
            if (end < 0)
            {
                Refuse($"The quoted field at byte {start} does not end with a quote before a separator or the end; "
                    + "write a quote inside as two.");
                return;
            }

            if (end == record.Length)
            {
                if (field + 1 < Fields.Length)
                {
                    Refuse($"The record has {field + 1} fields, expected {Fields.Length}.");
                }

                return;
            }

            start = end + 1;
        }
    }

    protected override Utf8Slice Json(Utf8Slice record, Field field)
    {
        byte[] text = record.Substring(field.Start, field.Length).ToArray();
        int length = field.Kind == FieldKind.Escaped ? Unescape(text, text) : text.Length;
        if (!Utf8.IsValid(text.AsSpan(0, length)))
        {
            Refuse("The record is not UTF-8, which JSON is.");
            return default;
        }

        return Store([(byte)'"',
            .. JsonEncodedText.Encode(text.AsSpan(0, length), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"']);
    }

    protected override int Unescape(ReadOnlySpan<byte> escaped, Span<byte> text)
    {
        int length = 0;
        for (int i = 0; i < escaped.Length; i++)
        {
            text[length++] = escaped[i];
            i += escaped[i] == '"' ? 1 : 0;
        }

        return length;
    }

    private int TakePlain(ReadOnlySpan<byte> record, int start, ref Field field)
    {
        int length = record[start..].IndexOf(separator);
        length = length < 0 ? record.Length - start : length;
        field = new Field { Kind = length == 0 ? FieldKind.Null : FieldKind.Text, Start = start, Length = length };
        return start + length;
    }

    private int TakeQuoted(ReadOnlySpan<byte> record, int start, ref Field field)
    {
        FieldKind kind = FieldKind.Text;
        int at = start + 1;
        while (true)
        {
            int quote = record[at..].IndexOf((byte)'"');
            if (quote < 0)
            {
                return -1;
            }

            at += quote + 1;
            if (at == record.Length || record[at] == separator)
            {
                field = new Field { Kind = kind, Start = start + 1, Length = at - start - 2 };
                return at;
            }

            if (record[at] != '"')
            {
                return -1;
            }

            kind = FieldKind.Escaped;
            at++;
        }
    }
}
