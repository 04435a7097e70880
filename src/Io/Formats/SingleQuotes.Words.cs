using System.Buffers;
using System.Globalization;
using System.Text;

namespace HotStream.Io;

/// <content>What Python prints beside strings, lists and dictionaries, and the escapes that JSON does not know.</content>
internal sealed partial class SingleQuotes
{
    private static readonly SearchValues<byte> s_numberBytes = SearchValues.Create("0123456789+-.eE"u8);

    private static bool IsLetter(byte b) => (uint)((b | 0x20) - 'a') < 26 || b == '_';

    private static bool IsQuote(ReadOnlySpan<byte> text, int at) => at < text.Length && text[at] is (byte)'\'' or (byte)'"';

    /// <summary>Whether <c>u'</c> or <c>u"</c> stands there, as Python 2 prints strings.</summary>
    private static bool IsUnicodePrefix(ReadOnlySpan<byte> text, int at) => text[at] == 'u' && IsQuote(text, at + 1);

    private int TakeNumber(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] == '-' && at + 1 < text.Length && IsLetter(text[at + 1]))
        {
            return TakeWord(text, at);
        }

        int length = text[at..].IndexOfAnyExcept(s_numberBytes);
        length = length < 0 ? text.Length - at : length;
        if (_isName)
        {
            Problem = $"The name {PlainText.Of(text.Slice(at, length), 64)} at byte {at} is no string, which names of JSON are: send "
                + "str(name), or, if this is a set, a list.";
            return at;
        }

        _output.Write(text.Slice(at, length));
        return at + length;
    }

    private int TakeWord(ReadOnlySpan<byte> text, int start)
    {
        int at = start + 1;
        while (at < text.Length && (IsLetter(text[at]) || text[at] is (byte)'.' or (>= (byte)'0' and <= (byte)'9')))
        {
            at++;
        }

        ReadOnlySpan<byte> word = text[start..at];
        if (word.SequenceEqual("u"u8) && IsQuote(text, at))
        {
            return at; // the string follows
        }

        if (_isName)
        {
            return Refuse(start, $"The name {PlainText.Of(word, 64)} at byte {start} is no string, which names of JSON are: send "
                + "str(name), or, if this is a set, a list.");
        }

        if (word.SequenceEqual("None"u8) || word.SequenceEqual("null"u8))
        {
            _output.Write("null"u8);
        }
        else if (word.SequenceEqual("True"u8) || word.SequenceEqual("true"u8))
        {
            _output.Write("true"u8);
        }
        else if (word.SequenceEqual("False"u8) || word.SequenceEqual("false"u8))
        {
            _output.Write("false"u8);
        }
        else if (word.SequenceEqual("Decimal"u8) && TryTakeDecimal(text, at) is var end and > 0)
        {
            return end;
        }
        else
        {
            return RefuseWord(text, start, at);
        }

        return at;
    }

    /// <summary><c>('1.5')</c> is the number in it. Answers where it ends, or 0 when it is no number of JSON.</summary>
    private int TryTakeDecimal(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length || text[at] != '(' || !IsQuote(text, at + 1))
        {
            return 0;
        }

        int start = at + 2;
        int length = text[start..].IndexOf(text[at + 1]);
        if (length <= 0 || text[start..].Length < length + 2 || text[start + length + 1] != ')')
        {
            return 0;
        }

        var cursor = new JsonCursor(text.Slice(start, length));
        if (!cursor.TakeValue(out FieldKind kind, out _, out int taken) || kind != FieldKind.Number || taken != length)
        {
            return 0;
        }

        _output.Write(text.Slice(start, length));
        return start + length + 2;
    }

    private int RefuseWord(ReadOnlySpan<byte> text, int start, int end)
    {
        string word = PlainText.Of(text[start..end], 64);
        return Refuse(start, word.TrimStart('-') switch
        {
            "nan" or "inf" or "NaN" or "Infinity" => $"{word} at byte {start} is no value of JSON: send None, or leave the field out.",
            "b" or "B" or "rb" or "br" when IsQuote(text, end) =>
                $"The bytes {word}'...' at byte {start} are no value of JSON: send text, value.decode() or base64.",
            "set" or "frozenset" => $"The {word} at byte {start} is no value of JSON: send a list.",
            "datetime.datetime" or "datetime.date" or "datetime.time" =>
                $"{word}(...) at byte {start} is no value of JSON: send text, value.isoformat().",
            "Decimal" => $"Decimal(...) at byte {start} is no number of JSON: send a finite number, None or text.",
            _ when end < text.Length && text[end] == '(' =>
                $"{word}(...) at byte {start} is no value of JSON: convert it in the sender, to a number or text, or send json.dumps(...).",
            _ => $"{word} at byte {start} is no value of JSON: text stands between quotes.",
        });
    }

    private int Refuse(int at, string problem)
    {
        Problem = problem;
        return at;
    }

    private static string SetProblem(int at) =>
        $"The string at byte {at} stands where a name does, and no colon follows. If this is a set, send a list instead: JSON has no sets.";

    /// <summary>Whether a string that ends before a place, and stands where a name belongs, is the element of a set.</summary>
    private bool IsElementOfSet(ReadOnlySpan<byte> text, int at)
    {
        at = SkipBlanks(text, at);
        if (!_isName || at >= text.Length)
        {
            return false;
        }

        return text[at] == '}' || (text[at] == ',' && IsQuote(text, SkipBlanks(text, at + 1)));
    }

    /// <summary>Python knows escapes that JSON does not. Returns how many bytes behind the backslash were taken.</summary>
    private int TakeEscape(ReadOnlySpan<byte> text)
    {
        switch (text[0])
        {
            case (byte)'\'':
                Put((byte)'\'');
                return 1;
            case (byte)'x' when text.Length >= 3:
                _output.Write("\\u00"u8);
                _output.Write(text.Slice(1, 2));
                return 3;
            case (byte)'U':
                return TakeLongEscape(text);
            case (byte)'N' when text.Length > 1 && text[1] == '{':
                Problem = "The escape \\N{...} names a character, and names are not known here: send the character "
                    + "itself, or \\u and its number.";
                return 1;
            case (byte)'a' or (byte)'v':
                PutCode(text[0] == 'a' ? 7 : 11);
                return 1;
            case >= (byte)'0' and <= (byte)'7':
                int code = 0;
                int digits = 0;
                for (; digits < 3 && digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'7'; digits++)
                {
                    code = (code * 8) + text[digits] - '0';
                }

                PutCode(code);
                return digits;
            default:
                Put((byte)'\\');
                Put(text[0]);
                return 1;
        }
    }

    /// <summary><c>\U000e0001</c>: the two halves of a surrogate pair, or one unit if that is enough.</summary>
    private int TakeLongEscape(ReadOnlySpan<byte> text)
    {
        const int Digits = 8;
        if (text.Length <= Digits
            || !int.TryParse(text.Slice(1, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            || code is < 0 or > 0x10FFFF)
        {
            Problem = "An escape \\U has eight hexadecimal digits behind it, from 00000000 to 0010ffff.";
            return 1;
        }

        if (Rune.TryCreate(code, out Rune rune) && rune.Utf16SequenceLength == 2)
        {
            Span<char> halves = stackalloc char[2];
            rune.EncodeToUtf16(halves);
            PutCode(halves[0]);
            PutCode(halves[1]);
        }
        else
        {
            PutCode(code);
        }

        return Digits + 1;
    }
}
