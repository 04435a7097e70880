namespace HotStream;

/// <summary>How a <see cref="Session"/> runs.</summary>
public sealed class SessionOptions
{
    /// <summary>Threads that work; by default one for each processor.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Whether a division by zero, a cast that fails, a number that does not fit, what is no date and a place that a list does not have end
    /// the query, with a <see cref="RowException"/> that says which row it was; by default they are null, or wrap around. Spark's
    /// <c>spark.sql.ansi.enabled</c>. <c>TRY_CAST</c>, <c>try_element_at</c> and <c>get</c> are null still.
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
    /// Bytes that one query may hold for rows and groups that it keeps, counted, not measured; what is beyond goes to files in
    /// <see cref="SpillDirectory"/>. A query is refused when a part that cannot be divided needs more: the values of one group, the rows
    /// of one key of a join, the kept side of a join without equal keys or of an as-of join. Beside it each worker holds up to
    /// 1 MiB for each operator that writes or reads files. Default 4 GiB.
    /// </summary>
    public long MemoryLimit
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MemoryLimit), value, "At least a byte.");
    } = 4L << 30;

    /// <summary>
    /// Where what does not fit into <see cref="MemoryLimit"/> is written, in one file a query without a name (on Windows, one that
    /// goes with the query), which is gone when the query or the process ends. It is made if it does not exist. Default the
    /// system's folder for temporary files.
    /// </summary>
    public string SpillDirectory { get; init; } = Path.GetTempPath();
}
