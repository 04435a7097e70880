namespace HotStream;

/// <summary>Where <see cref="RollingFileSink{T}"/> writes and when it begins a new file. Read once, when the sink is made.</summary>
public sealed class RollingFileOptions
{
    private long _rollBytes = 128L * 1024 * 1024;
    private TimeSpan? _rollAge;

    /// <summary>The directory; made when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// Beginning of the files' names, and of the manifest's. Sinks that share a directory need prefixes of their own. Default <c>part</c>.
    /// </summary>
    public string Prefix { get; init; } = "part";

    /// <summary>
    /// Whether files are compressed. Every batch is a gzip member of its own, so that a file can be cut after any batch; readers
    /// of gzip take them as one stream.
    /// </summary>
    public bool Gzip { get; init; }

    /// <summary>A file that has reached this size in bytes, compressed if it is, ends with the batch. Default 128 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public long RollBytes
    {
        get => _rollBytes;
        init => _rollBytes = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(RollBytes), value, "A file holds at least one byte.");
    }

    /// <summary>
    /// A file whose first batch is this old, by batch time, ends with the batch, also one without records. Null: files do not age.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan? RollAge
    {
        get => _rollAge;
        init => _rollAge = value is null || value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RollAge), value, "The age must be positive.");
    }

    /// <summary>
    /// Whether CSV made of foreign text is safe to open in a spreadsheet, which takes a cell that begins with <c>= + - @</c>, a tab or a
    /// line break for a formula and runs it. True writes <c>'</c> in front of such texts, which changes them; numbers stay numbers. Default
    /// false: what was written is what is read back.
    /// </summary>
    public bool NeutralizeFormulas { get; init; }

    /// <summary>Whether every batch is a file of its own.</summary>
    public bool RollEveryBatch { get; init; }

    /// <summary>The settings in a line.</summary>
    public override string ToString() => $"{PlainText.Of(Directory)}, {PlainText.Of(Prefix)}, {(Gzip ? "gzip, " : string.Empty)}a new file "
        + $"after {RollBytes} bytes{(RollAge is { } age ? $" or {PlainText.Of(age)}" : string.Empty)}";
}
