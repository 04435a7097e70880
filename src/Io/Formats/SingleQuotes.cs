using System.Buffers;
using System.Globalization;
using System.Text;

namespace HotStream.Io;

/// <summary>
/// JSON with single quotes around its strings, as Python prints a dictionary, rewritten as JSON in one line. The trouble is that an
/// apostrophe in a string looks like its end. A single quote ends a string only where the grammar can go on: behind a name, if a colon
/// follows; behind a value of an object, if the object ends or a comma and another name follow; behind an element of an array, if the array
/// ends or a comma follows; blanks in between do not count. Every other one is an apostrophe, and one written <c>\'</c> always is. Strings
/// in double quotes are understood (Python prints strings with apostrophes so). What else Python prints is taken where JSON has a value for
/// it, and refused by name where it has none. A JSON reader checks what comes out: only quotes and words have to be right here.
/// </summary>
internal sealed partial class SingleQuotes
{
    private const int DepthMax = 64; // as deep as System.Text.Json reads

    // Bytes in a single-quoted string that cannot be copied as they are.
    private static readonly SearchValues<byte> s_special = SearchValues.Create([.. "'\"\\"u8, .. ControlCharacters()]);

    private readonly ArrayBufferWriter<byte> _output = new(512);
    private readonly byte[] _end = new byte[DepthMax + 1]; // the bracket that ends what is open
    private int _depth;
    private bool _isName;

    /// <summary>What is wrong with the text converted last; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Rewrites a text. The answer is valid until the next call, and empty when there is a <see cref="Problem"/>.</summary>
    public ReadOnlySpan<byte> Convert(ReadOnlySpan<byte> text)
    {
        _output.ResetWrittenCount();
        _depth = 0;
        _end[0] = 0;
        _isName = false;
        Problem = null;
        int at = 0;
        while (at < text.Length && Problem is null)
        {
            at = text[at] switch
            {
                (byte)'\'' => TakeSingleQuoted(text, at + 1),
                (byte)'"' => TakeDoubleQuoted(text, at),
                (byte)'-' or (>= (byte)'0' and <= (byte)'9') => TakeNumber(text, at),
                _ when IsLetter(text[at]) => TakeWord(text, at),
                _ => TakeOther(text, at),
            };
        }

        return Problem is null ? _output.WrittenSpan : [];
    }

    private int TakeOther(ReadOnlySpan<byte> text, int at)
    {
        byte b = text[at];
        switch (b)
        {
            case (byte)'{' or (byte)'[' or (byte)'(' when _depth == DepthMax:
                Problem = $"The record is nested more than {DepthMax} deep.";
                return at;
            case (byte)'{':
                Open(b, (byte)'}');
                break;
            case (byte)'[' or (byte)'(': // a tuple is an array
                Open((byte)'[', b == '[' ? (byte)']' : (byte)')');
                break;
            case (byte)'}' or (byte)']' or (byte)')':
                if (_end[_depth] != b)
                {
                    Problem = $"The bracket {(char)b} at byte {at} ends nothing that is open.";
                    return at;
                }

                Put(b == ')' ? (byte)']' : b);
                _depth--;
                _isName = false;
                break;
            case (byte)',':
                _isName = _end[_depth] == '}';
                int next = SkipBlanks(text, at + 1);
                if (_end[_depth] != ')' || next == text.Length || text[next] != ')') // a tuple of one has a comma behind it
                {
                    Put(b);
                }

                break;
            case (byte)':':
                _isName = false;
                Put(b);
                break;
            default:
                Put(b is (byte)'\n' or (byte)'\r' ? (byte)' ' : b);
                break;
        }

        return at + 1;
    }

    private void Open(byte bracket, byte end)
    {
        Put(bracket);
        _end[++_depth] = end;
        _isName = end == '}';
    }

    private int TakeDoubleQuoted(ReadOnlySpan<byte> text, int start)
    {
        Put((byte)'"');
        for (int at = start + 1; at < text.Length && Problem is null; at++)
        {
            int plain = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (plain < 0)
            {
                break;
            }

            _output.Write(text.Slice(at, plain));
            at += plain;
            if (text[at] == '"')
            {
                Put((byte)'"');
                Problem = IsElementOfSet(text, at + 1) ? SetProblem(start) : null;
                return at + 1;
            }

            if (at + 1 < text.Length)
            {
                at += TakeEscape(text[(at + 1)..]);
            }
        }

        Problem ??= $"The string at byte {start} has no end.";
        return start;
    }

    private int TakeSingleQuoted(ReadOnlySpan<byte> text, int start)
    {
        Put((byte)'"');
        for (int at = start; at < text.Length && Problem is null; at++)
        {
            int plain = text[at..].IndexOfAny(s_special);
            if (plain < 0)
            {
                break;
            }

            _output.Write(text.Slice(at, plain));
            at += plain;
            byte b = text[at];
            if (b == '\'' && IsEnd(text, at + 1))
            {
                Put((byte)'"');
                return at + 1;
            }

            if (b == '\'' && IsElementOfSet(text, at + 1))
            {
                Problem = SetProblem(start - 1);
            }
            else if (b == '\\' && at + 1 < text.Length)
            {
                at += TakeEscape(text[(at + 1)..]);
            }
            else if (b == '"')
            {
                _output.Write("\\\""u8);
            }
            else if (b < 0x20)
            {
                PutCode(b);
            }
            else
            {
                Put(b);
            }
        }

        Problem ??= $"The string at byte {start - 1} has no end: no single quote behind it is followed by what may follow a string there.";
        return start;
    }

    /// <summary>Whether a single quote before <paramref name="at"/> can end the string that is being read.</summary>
    private bool IsEnd(ReadOnlySpan<byte> text, int at)
    {
        at = SkipBlanks(text, at);
        if (at == text.Length)
        {
            return true;
        }

        byte b = text[at];
        if (_isName)
        {
            return b == ':';
        }

        if (_end[_depth] != '}')
        {
            return b == ',' || b == _end[_depth];
        }

        int next = SkipBlanks(text, at + 1);
        return b == '}' || (b == ',' && next < text.Length
            && (text[next] is (byte)'\'' or (byte)'"' or (byte)'}' || IsUnicodePrefix(text, next)));
    }

    private static byte[] ControlCharacters()
    {
        byte[] all = new byte[0x20];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = (byte)i;
        }

        return all;
    }

    private static int SkipBlanks(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        return at;
    }

    private void Put(byte b)
    {
        _output.GetSpan(1)[0] = b;
        _output.Advance(1);
    }

    /// <summary>A UTF-16 unit, escaped.</summary>
    private void PutCode(int code)
    {
        Span<byte> escape = _output.GetSpan(6)[..6];
        Encoding.ASCII.TryGetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{code:x4}"), escape, out _);
        _output.Advance(6);
    }
}
