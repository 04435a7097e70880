using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace HotStream.Io;

/// <summary>
/// A record of separated values (RFC 4180): fields between separators; one that begins with a quote ends with a quote, and a quote in it is
/// written twice. Anything may stand between quotes, line ends too. Every record must have as many fields as were named.
/// </summary>
internal sealed class CsvParser(IReadOnlyList<string> names, byte separator, bool hasHeader = false) : RecordParser(names)
{
    private int[]? _columns; // the number of each column's field, or -1; null when the columns are the fields
    private string? _headerProblem;

    /// <summary>Whether the first line of each file names its columns.</summary>
    public bool HasHeader => hasHeader;

    /// <summary>From now on records have the columns that a header names, and fields are found by their names.</summary>
    /// <param name="header">The header; null when it is longer than a line may be.</param>
    public void UseHeader(byte[]? header)
    {
        var columns = new List<string>();
        _headerProblem = header is null ? "The header of the file is too long; raise StreamingOptions.LineLengthMax." : null;
        if (header is null)
        {
            return;
        }

        int end = -1;
        do
        {
            int start = end + 1;
            Field column = default;
            end = Take(header, start, ref column);
            if (end < 0)
            {
                break;
            }

            byte[] text = header.AsSpan(column.Start, column.Length).ToArray();
            int length = column.Kind == FieldKind.Escaped ? Unescape(text, text) : text.Length;
            columns.Add(Encoding.UTF8.GetString(text, 0, length));
        }
        while (end < header.Length);
        _columns = [.. columns.Select(IndexOfName)];
        string? wanted = Names.FirstOrDefault(name => columns.Count(column => column == name) != 1);
        if (end < 0)
        {
            _headerProblem = "The header of the file has a quoted name that does not end; correct the file.";
        }
        else if (wanted is not null)
        {
            _headerProblem = $"The header of the file must have one column '{wanted}'; it has "
                + $"{PlainText.Of(string.Join(", ", columns), 300)}. Correct the file, or the columns that are asked for.";
        }
    }

    protected override void Parse(ReadOnlySpan<byte> record)
    {
        if (_headerProblem is not null)
        {
            Refuse(_headerProblem);
            return;
        }

        record = record.TrimEnd("\r\n"u8);
        int columns = _columns?.Length ?? Fields.Length;
        Field unwanted = default;
        int start = 0;
        for (int field = 0; ; field++)
        {
            if (field == columns)
            {
                Refuse($"The record has more than the {columns} fields that were named.");
                return;
            }

            int number = _columns is null ? field : _columns[field];
            int end = Take(record, start, ref number < 0 ? ref unwanted : ref Fields[number]);
            if (end < 0)
            {
                Refuse($"The quoted field at byte {start} does not end with a quote before a separator or the end; "
                    + "write a quote inside as two.");
                return;
            }

            if (end == record.Length)
            {
                if (field + 1 < columns)
                {
                    Refuse($"The record has {field + 1} fields, expected {columns}.");
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

    /// <summary>Notes the field that begins somewhere; answers where it ends, or -1 when it does not.</summary>
    private int Take(ReadOnlySpan<byte> record, int start, ref Field field) => start < record.Length && record[start] == '"'
        ? TakeQuoted(record, start, ref field) : TakePlain(record, start, ref field);

    private int IndexOfName(string column)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] == column)
            {
                return i;
            }
        }

        return -1;
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
