using System.Globalization;
using System.Text;

namespace HotStream;

/// <content>Looking into a text by strings and characters. Strings are turned into bytes for each call, on the stack while they are short:
/// no allocation. In hot loops, bytes (<c>"ERROR"u8</c>) are faster.</content>
public readonly partial struct Utf8Slice
{
    private const int StackBytes = 384;

    /// <summary>Whether the texts are the same, byte by byte.</summary>
    /// <param name="left">A slice.</param>
    /// <param name="right">A string; null is equal to nothing.</param>
    public static bool operator ==(Utf8Slice left, string? right) => left.Equals(right);

    /// <summary>Whether the texts differ.</summary>
    /// <param name="left">A slice.</param>
    /// <param name="right">A string; null is equal to nothing.</param>
    public static bool operator !=(Utf8Slice left, string? right) => !left.Equals(right);

    /// <summary>Whether the text is that of a string, byte by byte.</summary>
    /// <param name="other">The string; null is equal to nothing.</param>
    public bool Equals(string? other)
    {
        if (other is null || other.Length > Length)
        {
            return false; // a character is at least a byte
        }

        using var bytes = new StringBytes(other, stackalloc byte[StackBytes]);
        return Equals(bytes.Span);
    }

    /// <summary>Whether a string occurs.</summary>
    /// <param name="text">For example <c>"ERROR"</c>.</param>
    public bool Contains(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var bytes = new StringBytes(text, stackalloc byte[StackBytes]);
        return Contains(bytes.Span);
    }

    /// <summary>Whether the text begins with a string.</summary>
    /// <param name="text">For example <c>"GET "</c>.</param>
    public bool StartsWith(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var bytes = new StringBytes(text, stackalloc byte[StackBytes]);
        return StartsWith(bytes.Span);
    }

    /// <summary>The parts between separators, as <see cref="Split(byte)"/>.</summary>
    /// <param name="separator">An ASCII character.</param>
    /// <exception cref="ArgumentOutOfRangeException">The separator is not ASCII, so it is more than a byte.</exception>
    public Utf8Split Split(char separator)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(separator, '\x7F');
        return Split((byte)separator);
    }

    /// <summary>
    /// The parts between separators of any length, empty parts kept, as <c>string.Split(string)</c>: the first separator from the left
    /// counts. No allocation.
    /// </summary>
    /// <param name="separator">For example <c>", "</c>; compared byte by byte.</param>
    /// <exception cref="ArgumentException">The separator is empty.</exception>
    public Utf8TextSplit Split(string separator) => new(this, separator);

    /// <summary>A part of the text, in place: what ranges (<c>text[2..^1]</c>) call. Positions are bytes.</summary>
    /// <param name="start">Offset of the first byte.</param>
    /// <param name="length">Bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is outside the text.</exception>
    public Utf8Slice Slice(int start, int length) => Substring(start, length);

    /// <summary>
    /// Reads the whole text as a value of any type that reads UTF-8 (<see cref="int"/>, <see cref="decimal"/>, <see cref="Guid"/> ...),
    /// culture-free and by that type's own rules: some allow white space around a number, which <see cref="TryParse(out long)"/> does not.
    /// </summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value, or its default.</param>
    /// <returns>False when the text is anything else.</returns>
    public bool TryParse<T>(out T? value)
        where T : IUtf8SpanParsable<T>
    {
        bool isValue = T.TryParse(Bytes, CultureInfo.InvariantCulture, out value);
        ThrowIfReleased();
        return isValue;
    }

    internal readonly ref struct StringBytes
    {
        private readonly byte[]? _rented;

        public StringBytes(string text, Span<byte> small)
        {
            if (Encoding.UTF8.GetMaxByteCount(text.Length) <= small.Length)
            {
                Span = small[..Encoding.UTF8.GetBytes(text, small)];
                return;
            }

            _rented = System.Buffers.ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
            Span = _rented.AsSpan(0, Encoding.UTF8.GetBytes(text, _rented));
        }

        public ReadOnlySpan<byte> Span { get; }

        public void Dispose()
        {
            if (_rented is not null)
            {
                System.Buffers.ArrayPool<byte>.Shared.Return(_rented);
            }
        }
    }
}
