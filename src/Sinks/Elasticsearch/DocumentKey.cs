using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// The id or routing value of a document: a text or a whole number. Made by implicit conversion, so that a selector is <c>reading =>
/// reading.Sensor</c>. A <see cref="Utf8Slice"/> costs nothing on the heap.
/// </summary>
public readonly struct DocumentKey
{
    private readonly string? _text;
    private readonly Utf8Slice _slice;
    private readonly long _number;
    private readonly bool _isNumber;

    private DocumentKey(string? text, Utf8Slice slice, long number, bool isNumber)
    {
        _text = text;
        _slice = slice;
        _number = number;
        _isNumber = isNumber;
    }

    /// <summary>A text of the batch.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator DocumentKey(Utf8Slice text) => new(null, text, 0, isNumber: false);

    /// <summary>A text.</summary>
    /// <param name="text">The text; null is empty.</param>
    public static implicit operator DocumentKey(string? text) => new(text ?? "", default, 0, isNumber: false);

    /// <summary>A whole number.</summary>
    /// <param name="number">The number.</param>
    public static implicit operator DocumentKey(long number) => new(null, default, number, isNumber: true);

    internal bool IsEmpty => !_isNumber && (_text is null ? _slice.IsEmpty : _text.Length == 0);

    /// <summary>Its length in bytes of UTF-8.</summary>
    internal int ByteCount => _isNumber ? 0 : _text is null ? _slice.Length : Encoding.UTF8.GetByteCount(_text); // a number is short

    /// <summary>A hash of its text: the number 7 and the text "7" are one id.</summary>
    internal ulong Hash()
    {
        const int OnStack = 512;
        Span<byte> utf8 = stackalloc byte[OnStack];
        var hash = default(HashCode);
        if (_isNumber)
        {
            Utf8Formatter.TryFormat(_number, utf8, out int written);
            hash.AddBytes(utf8[..written]);
        }
        else if (_text is null)
        {
            hash.AddBytes(_slice.Bytes);
        }
        else
        {
            hash.AddBytes(Encoding.UTF8.TryGetBytes(_text, utf8, out int written) ? utf8[..written] : Encoding.UTF8.GetBytes(_text));
        }

        return (uint)hash.ToHashCode() * 0x9E3779B97F4A7C15;
    }

    /// <summary>Writes it as the inside of a JSON string.</summary>
    internal void WriteTo(RecordBody body)
    {
        if (_isNumber)
        {
            Utf8Formatter.TryFormat(_number, body.GetSpan(20), out int written);
            body.Advance(written);
        }
        else if (_text is null)
        {
            WriteEscaped(_slice.Bytes, body);
        }
        else if (_text.Length <= 128)
        {
            Span<byte> utf8 = stackalloc byte[128 * 3];
            WriteEscaped(utf8[..Encoding.UTF8.GetBytes(_text, utf8)], body);
        }
        else
        {
            WriteEscaped(Encoding.UTF8.GetBytes(_text), body);
        }
    }

    private static void WriteEscaped(ReadOnlySpan<byte> utf8, RecordBody body)
    {
        if (JavaScriptEncoder.UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncodeUtf8(utf8) < 0)
        {
            body.Write(utf8);
            return;
        }

        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(utf8, body.GetSpan(6 * utf8.Length), out _, out int written);
        body.Advance(written);
    }
}
