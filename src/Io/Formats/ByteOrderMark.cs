namespace HotStream.Io;

/// <summary>The mark that some writers put in front of UTF-8. It is no text.</summary>
internal static class ByteOrderMark
{
    private static ReadOnlySpan<byte> Bytes => "\uFEFF"u8;

    public static int Length => Bytes.Length;

    public static bool IsAtStart(ReadOnlySpan<byte> text) => text.StartsWith(Bytes);

    /// <summary>The text behind the mark, or all of it when there is none.</summary>
    public static Utf8Slice Skip(Utf8Slice text) => IsAtStart(text.Bytes) ? text.Substring(Bytes.Length, text.Length - Bytes.Length) : text;

    /// <inheritdoc cref="Skip(Utf8Slice)"/>
    public static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> text) => IsAtStart(text) ? text[Bytes.Length..] : text;
}
