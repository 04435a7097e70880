namespace HotStream.Sinks;

/// <summary>JSON that must fit in one line of newline JSON.</summary>
internal static class JsonLine
{
    /// <summary>
    /// Turns line breaks, which JSON allows between its tokens only, into blanks, in place: what a record says can then
    /// never be taken for the next line.
    /// </summary>
    /// <returns>Whether the text begins and ends as an object does. What is between, the server judges.</returns>
    public static bool Flatten(Span<byte> json)
    {
        Span<byte> rest = json;
        for (int at = rest.IndexOfAny((byte)'\n', (byte)'\r'); at >= 0; at = rest.IndexOfAny((byte)'\n', (byte)'\r'))
        {
            rest[at] = (byte)' ';
            rest = rest[(at + 1)..];
        }

        ReadOnlySpan<byte> text = json.Trim(" \t"u8);
        return text.Length >= 2 && text[0] == '{' && text[^1] == '}';
    }
}
