namespace HotStream;

/// <summary>
/// Something that arrived and could not be taken: the whole of it, where it came from, why it was refused. Counted in
/// <c>hotstream.records.dead_lettered</c>, given to <see cref="StreamingOptions.DeadLetters"/>; <see cref="DeadLetterLines"/> writes it as
/// a line and reads it back. Immutable.
/// </summary>
public sealed record DeadLetter
{
    /// <summary>A letter about something that is at hand as a whole.</summary>
    /// <param name="source">The input it came from, or the sink that refused it, for example <c>tcp://127.0.0.1:9999</c>.</param>
    /// <param name="position">Where in the source, in the source's own terms.</param>
    /// <param name="reason">Why it was refused and how to correct it.</param>
    /// <param name="bytes">All of it; copied.</param>
    public DeadLetter(string source, string position, string reason, ReadOnlySpan<byte> bytes)
        : this(source, position, reason, bytes.Length, bytes.ToArray())
    {
    }

    /// <summary>A letter about something of which only the beginning is at hand, or nothing.</summary>
    /// <param name="source">The input it came from, or the sink that refused it.</param>
    /// <param name="position">Where in the source, in the source's own terms.</param>
    /// <param name="reason">Why it was refused and how to correct it.</param>
    /// <param name="length">Its whole length in bytes.</param>
    /// <param name="record">Its first bytes, or all of them; not copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is longer than its whole length.</exception>
    public DeadLetter(string source, string position, string reason, long length, ReadOnlyMemory<byte> record)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(position);
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, record.Length);
        Source = source;
        Position = position;
        Reason = reason;
        Length = length;
        Record = record;
    }

    /// <summary>The input it came from, or the sink that refused it.</summary>
    public string Source { get; }

    /// <summary>
    /// Where in the source, in the source's own terms. May hold text from outside as it came;
    /// <see cref="PlainText"/> makes it fit for a terminal.
    /// </summary>
    public string Position { get; }

    /// <summary>Why it was refused and how to correct it.</summary>
    public string Reason { get; }

    /// <summary>The length of the whole of it in bytes.</summary>
    public long Length { get; }

    /// <summary>
    /// The record as it came, in bytes; what was no bytes is in a form that can be read again: JSON, or the text of
    /// <see cref="RecordText"/>. All of it, unless it is longer than <see cref="StreamingOptions.DeadLetterBytesMax"/>.
    /// </summary>
    public ReadOnlyMemory<byte> Record { get; private init; }

    /// <summary>Whether <see cref="Record"/> is the beginning only.</summary>
    public bool IsCut => Record.Length < Length;

    /// <summary>When it was posted, by the context's clock; the beginning of time before that.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>What and why in one line, without the record; fit for a terminal.</summary>
    public override string ToString() => $"{PlainText.Of(Source)}, {PlainText.Of(Position)}: {PlainText.Of(Reason)} ({Length} bytes)";

    /// <summary>The same letter with at most so many bytes of its record; a character of UTF-8 is kept whole or not at all.</summary>
    internal DeadLetter CutAfter(int bytesMax)
    {
        if (Record.Length <= bytesMax)
        {
            return this;
        }

        const int CharacterBytesMax = 4;
        ReadOnlySpan<byte> bytes = Record.Span;
        int end = bytesMax;
        while (end > 0 && bytesMax - end < CharacterBytesMax && (bytes[end] & 0xC0) == 0x80)
        {
            end--;
        }

        end = bytesMax - end < CharacterBytesMax ? end : bytesMax; // no text
        return this with { Record = bytes[..end].ToArray() };
    }
}
