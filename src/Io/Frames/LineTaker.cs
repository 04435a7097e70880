namespace HotStream.Io;

/// <summary>What takes the lines of a part of a file, many at a time.</summary>
internal abstract class LineTaker : IDisposable
{
    private Utf8Slice[]? _lines;

    /// <summary>
    /// Lines of the part before those that come next, or, while lines are taken, before those that were cut last; whoever gives or cuts
    /// lines says so.
    /// </summary>
    public long LinesBefore { get; set; }

    /// <summary>What a line is called in messages.</summary>
    public string Unit { get; set; } = "line";

    /// <summary>Takes whole lines; they are read until this returns. A taker may cut them by itself.</summary>
    /// <param name="text">Lines with their ends, LF or CRLF; the last line of a file may have none.</param>
    /// <returns>Whether more are wanted.</returns>
    public virtual bool Take(Utf8Slice text)
    {
        _lines ??= new Utf8Slice[ColumnBatch.MaxRows];
        bool wanted = true;
        for (int at = 0; wanted && at < text.Length;)
        {
            int count = 0;
            while (count < _lines.Length && at < text.Length)
            {
                _lines[count++] = LineAt(text, ref at);
            }

            wanted = Take(_lines.AsSpan(0, count));
            LinesBefore += count;
        }

        return wanted;
    }

    /// <summary>Takes lines, without their ends; they are read until this returns.</summary>
    /// <param name="lines">At most <see cref="ColumnBatch.MaxRows"/> lines.</param>
    /// <returns>Whether more are wanted.</returns>
    public abstract bool Take(ReadOnlySpan<Utf8Slice> lines);

    /// <summary>Which of the lines taken last became a row of the batch that was pushed; more lines than rows may have come.</summary>
    /// <param name="row">The row's place in the batch.</param>
    public virtual int LineOf(int row) => row;

    /// <summary>A line was longer than any slab; its beginning is given.</summary>
    public abstract void TakeTooLong(Utf8Slice beginning);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>The line that begins at a place of a text, without its end; the place moves behind it.</summary>
    protected static Utf8Slice LineAt(Utf8Slice text, ref int at)
    {
        int start = at;
        ReadOnlySpan<byte> rest = text.Bytes[start..];
        int end = rest.IndexOf((byte)'\n');
        int length = end < 0 ? rest.Length : end;
        at += end < 0 ? length : length + 1;
        return text.Substring(start, length > 0 && rest[length - 1] == '\r' ? length - 1 : length);
    }
}
