namespace HotStream;

/// <summary>How a <see cref="Session"/> runs.</summary>
public sealed class SessionOptions
{
    /// <summary>Threads that work; by default one for each processor.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Whether a division by zero, a cast that fails and a number that does not fit end the query, with a <see cref="RowException"/> that
    /// says
    /// which row it was; by default they are null, or wrap around. Spark's <c>spark.sql.ansi.enabled</c>. <c>TRY_CAST</c> is null still.
    /// </summary>
    public bool Ansi { get; init; }

    /// <summary>
    /// Takes what readers of files could not read: a letter for each record, with its file, its line and the reason, under mode PERMISSIVE
    /// and DROPMALFORMED. Called from several threads, each time a query reads the record; what it throws is ignored. Null by default.
    /// </summary>
    public Action<DeadLetter>? DeadLetters { get; init; }

    /// <summary>Bytes of a record that a dead letter has at most. Default 64 KiB.</summary>
    public int DeadLetterBytesMax { get; init; } = 64 * 1024;

    /// <summary>
    /// Bytes that one query may hold for rows that it keeps (sorts, joins, groups); a query that needs more is refused. Default 4 GiB.
    /// </summary>
    public long MemoryLimit { get; init; } = 4L << 30;
}
