using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <content>Looking into a text without leaving bytes.</content>
public readonly unsafe partial struct Utf8Slice
{
    /// <summary>A slice of up to <see cref="InlineCapacity"/> bytes, complete in itself.</summary>
    /// <param name="bytes">The text.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text is longer; use a <see cref="Utf8Arena"/>.</exception>
    public static Utf8Slice FromInline(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, InlineCapacity);
        byte* padded = stackalloc byte[16];
        Unsafe.InitBlockUnaligned(padded, 0, 16);
        bytes.CopyTo(new Span<byte>(padded, InlineCapacity));
        return Create(padded, bytes.Length, reference: 0);
    }

    /// <summary>
    /// The parts between separators, empty parts kept, as Python's <c>split(' ')</c> does: n separators give n + 1 parts, the empty text
    /// one. No allocation; the result is a struct that <c>foreach</c> and <c>FlatMap</c> walk.
    /// </summary>
    /// <param name="separator">One byte, for example <c>(byte)' '</c>.</param>
    public Utf8Split Split(byte separator) => new(this, separator, blanks: false);

    /// <summary>
    /// The words between runs of ASCII white space (0x09 to 0x0D, 0x20); never an empty one. No allocation.
    /// </summary>
    public Utf8Split Words() => new(this, separator: 0, blanks: true);

    /// <summary>A part of the text, in place.</summary>
    /// <param name="start">Offset of the first byte.</param>
    /// <param name="length">Bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is outside the text.</exception>
    public Utf8Slice Substring(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - start);
        return length <= InlineCapacity
            ? FromInline(Bytes.Slice(start, length))
            : Create(SlabTable.Resolve(_tail) + start, length, _tail + (uint)start);
    }

    /// <summary>The text without leading and trailing ASCII white space.</summary>
    public Utf8Slice Trim()
    {
        ReadOnlySpan<byte> bytes = Bytes;
        int start = 0;
        int end = bytes.Length;
        while (start < end && IsBlank(bytes[start]))
        {
            start++;
        }

        while (end > start && IsBlank(bytes[end - 1]))
        {
            end--;
        }

        return Substring(start, end - start);

        static bool IsBlank(byte b) => b == 0x20 || b is >= 0x09 and <= 0x0D;
    }

    /// <summary>Offset of the first such byte, or -1.</summary>
    /// <param name="value">The byte.</param>
    public int IndexOf(byte value)
    {
        int index = Bytes.IndexOf(value);
        ThrowIfReleased();
        return index;
    }

    /// <summary>Whether these bytes occur.</summary>
    /// <param name="bytes">For example <c>"ERROR"u8</c>.</param>
    public bool Contains(ReadOnlySpan<byte> bytes)
    {
        bool contains = Bytes.IndexOf(bytes) >= 0;
        ThrowIfReleased();
        return contains;
    }

    /// <summary>Whether the text begins with these bytes.</summary>
    /// <param name="bytes">For example <c>"GET "u8</c>.</param>
    public bool StartsWith(ReadOnlySpan<byte> bytes)
    {
        bool starts = Bytes.StartsWith(bytes);
        ThrowIfReleased();
        return starts;
    }

    /// <summary>Reads the whole text as a decimal whole number.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when the text is anything else.</returns>
    public bool TryParse(out long value)
    {
        bool isNumber = TryParse(Bytes, out value);
        ThrowIfReleased();
        return isNumber;
    }

    /// <summary>Reads the whole of some bytes as a decimal whole number.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when the text is anything else.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        if (Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length)
        {
            return true;
        }

        value = 0; // the parser reports what it read before it stopped
        return false;
    }

    /// <summary>Reads the whole text as a decimal number with optional fraction and exponent.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when the text is anything else, "NaN" and "Infinity" and numbers too large included.</returns>
    public bool TryParse(out double value)
    {
        bool isNumber = TryParse(Bytes, out value);
        ThrowIfReleased();
        return isNumber;
    }

    /// <summary>Reads the whole of some bytes as a decimal number with optional fraction and exponent.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False when the text is anything else, "NaN" and "Infinity" and numbers too large included.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        if (PlainDecimal.TryParse(text, out value)
            || (Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length && double.IsFinite(value)))
        {
            return true;
        }

        value = 0;
        return false;
    }
}
