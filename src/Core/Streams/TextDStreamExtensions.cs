namespace HotStream;

/// <summary>Shortcuts for streams of text that reach the specialised kernels.</summary>
public static class TextDStreamExtensions
{
    /// <summary>
    /// The words of every line, between runs of ASCII white space, never an empty one. Straight behind a text input it reads whole chunks of text and
    /// no line is ever cut out.
    /// </summary>
    /// <param name="lines">The text.</param>
    public static DStream<Utf8Slice> Words(this DStream<Utf8Slice> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return lines.Narrow(new WordsOperator());
    }
}
