using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// Walks through JSON (RFC 8259) without looking back. Accepts exactly what <see cref="System.Text.Json.Utf8JsonReader"/> accepts by
/// default, no comments, no trailing commas, at most 64 levels; like it, it does not ask whether strings are UTF-8. It is for records whose
/// values are mostly passed by: a string is skipped 16 bytes a step, and nothing is kept but where a value begins and ends. After a false
/// answer the place is meaningless; who needs the reason asks the slow reader.
/// </summary>
public ref struct JsonCursor
{
    private const int DepthMax = 64;

    private readonly ref byte _text;
    private readonly int _length;
    private int _at;

    /// <summary>Starts at the beginning of a text.</summary>
    /// <param name="text">The text; it must stay where it is.</param>
    public JsonCursor(ReadOnlySpan<byte> text)
    {
        _text = ref MemoryMarshal.GetReference(text);
        _length = text.Length;
    }

    /// <summary>Where the cursor stands.</summary>
    public readonly int At => _at;

    /// <summary>The next byte that is not blank, 0 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Peek()
    {
        while (_at < _length)
        {
            byte b = Unsafe.Add(ref _text, _at);
            if (b > ' ')
            {
                return b;
            }

            if (!IsBlank(b))
            {
                return 1; // nothing begins with it
            }

            _at++;
        }

        return 0;
    }

    /// <summary>The first byte of the text.</summary>
    internal readonly ref byte Text => ref _text;

    /// <summary>Bytes of the text.</summary>
    internal readonly int Length => _length;

    /// <summary>Goes on elsewhere.</summary>
    internal void MoveTo(int at) => _at = at;

    /// <summary>Passes a byte, with blanks before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Take(byte expected)
    {
        if (_at < _length && Unsafe.Add(ref _text, _at) == expected)
        {
            _at++;
            return true;
        }

        if (Peek() != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Passes a string whose opening quote comes next.</summary>
    /// <param name="start">Its first byte behind the quote.</param>
    /// <param name="length">Bytes between the quotes.</param>
    /// <param name="isEscaped">Whether there is a backslash in it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TakeString(out int start, out int length, out bool isEscaped)
    {
        start = _at + 1;
        int end = JsonScan.StringEnd(ref _text, start, _length);
        isEscaped = false;
        if (end < _length && Unsafe.Add(ref _text, end) == '"')
        {
            length = end - start;
            _at = end + 1;
            return true;
        }

        isEscaped = true;
        return TakeEscapedString(start, end, out length);
    }

    /// <summary>Passes any value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TakeValue(out FieldKind kind, out int start, out int length)
    {
        if (_at < _length && Unsafe.Add(ref _text, _at) == '"')
        {
            bool taken = TakeString(out start, out length, out bool isEscaped);
            kind = isEscaped ? FieldKind.Escaped : FieldKind.Text;
            return taken;
        }

        return TakeOther(out kind, out start, out length);
    }

    private bool TakeOther(out FieldKind kind, out int start, out int length)
    {
        byte first = Peek();
        start = _at;
        bool taken;
        switch (first)
        {
            case (byte)'"':
                taken = TakeString(out start, out length, out bool isEscaped);
                kind = isEscaped ? FieldKind.Escaped : FieldKind.Text;
                return taken;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                kind = FieldKind.Number;
                taken = TakeNumber();
                break;
            case (byte)'t':
                kind = FieldKind.True;
                taken = TakeWord("true"u8);
                break;
            case (byte)'f':
                kind = FieldKind.False;
                taken = TakeWord("false"u8);
                break;
            case (byte)'n':
                kind = FieldKind.Null;
                taken = TakeWord("null"u8);
                break;
            case (byte)'{' or (byte)'[':
                kind = FieldKind.Nested;
                taken = TakeNested();
                break;
            default:
                kind = FieldKind.Missing;
                taken = false;
                break;
        }

        length = _at - start;
        return taken;
    }

    private static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private bool TakeEscapedString(int start, int at, out int length)
    {
        length = 0;
        while (at < _length)
        {
            byte b = Unsafe.Add(ref _text, at);
            if (b == '"')
            {
                length = at - start;
                _at = at + 1;
                return true;
            }

            if (b != '\\' || at + 1 >= _length)
            {
                return false;
            }

            int escape = EscapeLength(at + 1);
            if (escape == 0)
            {
                return false;
            }

            at += 1 + escape;
            at = JsonScan.StringEnd(ref _text, at, _length);
        }

        return false;
    }

    /// <summary>Bytes of an escape behind its backslash; 0 when it is none.</summary>
    private readonly int EscapeLength(int at)
    {
        switch (Unsafe.Add(ref _text, at))
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return 1;
            case (byte)'u' when at + 4 < _length:
                for (int i = 1; i <= 4; i++)
                {
                    if (!char.IsAsciiHexDigit((char)Unsafe.Add(ref _text, at + i)))
                    {
                        return 0;
                    }
                }

                return 5;
            default:
                return 0;
        }
    }

    private bool TakeWord(ReadOnlySpan<byte> word)
    {
        bool same = _length - _at >= word.Length
            && MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref _text, _at), word.Length).SequenceEqual(word);
        _at += word.Length;
        return same;
    }

    private bool TakeNumber()
    {
        _at += Unsafe.Add(ref _text, _at) == '-' ? 1 : 0;
        int digits = TakeDigits();
        if (digits == 0 || (digits > 1 && Unsafe.Add(ref _text, _at - digits) == '0'))
        {
            return false;
        }

        if (_at < _length && Unsafe.Add(ref _text, _at) == '.')
        {
            _at++;
            if (TakeDigits() == 0)
            {
                return false;
            }
        }

        if (_at < _length && (Unsafe.Add(ref _text, _at) | 0x20) == 'e')
        {
            _at++;
            _at += _at < _length && Unsafe.Add(ref _text, _at) is (byte)'+' or (byte)'-' ? 1 : 0;
            return TakeDigits() > 0;
        }

        return true;
    }

    private int TakeDigits()
    {
        int start = _at;
        while (_at < _length && (uint)(Unsafe.Add(ref _text, _at) - '0') <= 9)
        {
            _at++;
        }

        return _at - start;
    }

    /// <summary>Passes an object or an array, with all that is in it.</summary>
    private bool TakeNested()
    {
        ulong isObject = 0; // a bit for each level inside
        int depth = 0;
        bool mayEnd = false; // nothing stands between the brackets
        while (true)
        {
            byte next = Peek();
            if (next is (byte)'{' or (byte)'[')
            {
                if (++depth >= DepthMax)
                {
                    return false; // with the object all around it, 65 levels
                }

                isObject = (isObject << 1) | (next == '{' ? 1UL : 0UL);
                _at++;
                mayEnd = Peek() == (next == '{' ? '}' : ']');
                if (next == '{' && !mayEnd && !TakeName())
                {
                    return false;
                }

                continue;
            }

            if (mayEnd)
            {
                _at++;
                depth--;
                isObject >>= 1;
            }
            else if (!TakeValue(out _, out _, out _))
            {
                return false;
            }

            mayEnd = false;
            while (depth > 0)
            {
                next = Peek();
                _at++;
                bool inObject = (isObject & 1) != 0;
                if (next == ',')
                {
                    if (inObject && !TakeName())
                    {
                        return false;
                    }

                    break;
                }

                if (next != (inObject ? '}' : ']'))
                {
                    return false;
                }

                depth--;
                isObject >>= 1;
            }

            if (depth == 0)
            {
                return true;
            }
        }
    }

    private bool TakeName() => Peek() == '"' && TakeString(out _, out _, out _) && Take((byte)':');
}
