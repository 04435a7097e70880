namespace HotStream;

/// <summary>Where and how <see cref="MySqlSink{T}"/> writes. Read once, when the sink is made.</summary>
public sealed class MySqlOptions
{
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);
    private TimeSpan _batchesKept = TimeSpan.FromDays(7);

    /// <summary>
    /// The table: <c>readings</c>, or with its database <c>plant.readings</c>, with backticks where a name holds a dot. It must exist, in
    /// an engine that has transactions (InnoDB).
    /// </summary>
    public required string Table { get; init; }

    /// <summary>
    /// Columns that say which row a record is. Empty: every record is a new row. Else a record whose key is there already is treated as
    /// <see cref="OnConflict"/> says. The table must have a primary key or unique index on exactly these columns, none of which may be
    /// NULL, and no other that a record could meet: the server would overwrite that row.
    /// </summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>What happens to a record whose key is there already. Default: it replaces the row's values.</summary>
    public MySqlConflict OnConflict { get; init; }

    /// <summary>
    /// The sink's name in <see cref="BatchTable"/>; null for the table's. Two sinks of one context that write to one table need names of
    /// their own, and a sink must keep its name when the program is changed.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Table in which every committed batch of a partition is noted, in the transaction that wrote it, so that a batch which comes again
    /// writes nothing; made when missing. Null: nothing is noted, and a batch whose commit was not answered may be written twice.
    /// </summary>
    public string? BatchTable { get; init; } = "hotstream_batches";

    /// <summary>For how long batches stay noted, by the server's clock. Default 7 days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan BatchesKept
    {
        get => _batchesKept;
        init => _batchesKept = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(BatchesKept), value, "The time must be positive.");
    }

    /// <summary>
    /// For how long a batch is tried again while the server is away, restarting, full, read-only or overloaded, or other transactions are
    /// in the way. Default 1 minute; then the batch fails.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        init => _retryFor = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "The time must not be negative.");
    }

    /// <summary>The settings in a line.</summary>
    public override string ToString() => $"table {PlainText.Of(Table)}, key ({PlainText.Of(string.Join(", ", Key))}), {OnConflict}, "
        + $"trying again for {PlainText.Of(RetryFor)}";
}
