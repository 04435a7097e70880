using System.Buffers;

namespace HotStream.Io;

/// <summary>
/// JSON with single quotes around its strings, as Python prints a dictionary, rewritten as JSON. The trouble is that an apostrophe in a string looks like its end. A single
/// quote ends a string only where the grammar can go on: behind a name, if a colon follows; behind a value of an object, if the object ends or a comma and another name
/// follow; behind an element of an array, if the array ends or a comma follows; blanks in between do not count. Every other one is an apostrophe, and one written
/// <c>\'</c> always is. Strings in double quotes are understood (Python prints strings with apostrophes so), as are <c>None</c>, <c>True</c> and <c>False</c>.
/// What comes out is checked by a JSON reader afterwards: this only has to get quotes right.
/// </summary>
internal sealed class SingleQuotes
{
    private const int DepthMax = 64; // as deep as System.Text.Json reads

    // Bytes in a single-quoted string that cannot be copied as they are.
    private static readonly SearchValues<byte> s_special = SearchValues.Create([.. "'\"\\"u8, .. ControlCharacters()]);

    private readonly ArrayBufferWriter<byte> _output = new(512);
    private readonly bool[] _isObject = new bool[DepthMax + 1];
    private int _depth;
    private bool _isName;

    /// <summary>What is wrong with the text converted last; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Rewrites a text. The answer is valid until the next call, and empty when there is a <see cref="Problem"/>.</summary>
    public ReadOnlySpan<byte> Convert(ReadOnlySpan<byte> text)
    {
        _output.ResetWrittenCount();
        _depth = 0;
        _isObject[0] = false;
        _isName = false;
        Problem = null;
        int at = 0;
        while (at < text.Length && Problem is null)
        {
            at = text[at] switch
            {
                (byte)'\'' => TakeSingleQuoted(text, at + 1),
                (byte)'"' => TakeDoubleQuoted(text, at),
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
            case (byte)'{' or (byte)'[' when _depth == DepthMax:
                Problem = $"The record is nested more than {DepthMax} deep.";
                return at;
            case (byte)'{' or (byte)'[':
                _isObject[++_depth] = b == '{';
                _isName = b == '{';
                break;
            case (byte)'}' or (byte)']':
                _depth = Math.Max(_depth - 1, 0);
                _isName = false;
                break;
            case (byte)',':
                _isName = _isObject[_depth];
                break;
            case (byte)':':
                _isName = false;
                break;
            case (byte)'N' when text[at..].StartsWith("None"u8):
                _output.Write("null"u8);
                return at + 4;
            case (byte)'T' when text[at..].StartsWith("True"u8):
                _output.Write("true"u8);
                return at + 4;
            case (byte)'F' when text[at..].StartsWith("False"u8):
                _output.Write("false"u8);
                return at + 5;
        }

        Put(b);
        return at + 1;
    }

    private int TakeDoubleQuoted(ReadOnlySpan<byte> text, int start)
    {
        Put((byte)'"');
        for (int at = start + 1; at < text.Length; at++)
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
                return at + 1;
            }

            if (at + 1 < text.Length)
            {
                at += TakeEscape(text[(at + 1)..]);
            }
        }

        Problem = $"The string at byte {start} has no end.";
        return start;
    }

    private int TakeSingleQuoted(ReadOnlySpan<byte> text, int start)
    {
        Put((byte)'"');
        for (int at = start; at < text.Length; at++)
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

            if (b == '\\' && at + 1 < text.Length)
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

        Problem = $"The string at byte {start - 1} has no end: no single quote behind it is followed by what may follow a string there.";
        return start;
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
            case (byte)'0' or (byte)'a' or (byte)'v':
                PutCode(text[0] switch { (byte)'a' => 7, (byte)'v' => 11, _ => 0 });
                return 1;
            default:
                Put((byte)'\\');
                Put(text[0]);
                return 1;
        }
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

        if (!_isObject[_depth])
        {
            return b is (byte)',' or (byte)']';
        }

        int next = SkipBlanks(text, at + 1);
        return b == '}' || (b == ',' && next < text.Length && text[next] is (byte)'\'' or (byte)'"' or (byte)'}');
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

    /// <summary>A character below 32, escaped.</summary>
    private void PutCode(int code)
    {
        _output.Write("\\u00"u8);
        Put((byte)('0' + (code >> 4)));
        Put((byte)"0123456789abcdef"[code & 15]);
    }
}
