namespace HotStream;

/// <summary>Where and how <see cref="PostgresSink{T}"/> writes. Read once, when the sink is made.</summary>
public sealed class PostgresOptions
{
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);
    private TimeSpan _batchesKept = TimeSpan.FromDays(7);
    private int _connectionsMax = 16;

    /// <summary>
    /// How to reach the server, as Npgsql takes it: <c>Host=127.0.0.1;Username=hotstream;Database=plant</c>. The sink pools its connections
    /// itself, and asks for the server's full reasons (Include Error Detail), which quote rows.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>The table, as SQL names it: with its schema if it has one, in quotes if its name has capitals. It must exist.</summary>
    public required string Table { get; init; }

    /// <summary>
    /// Columns that say which row a record is. Empty: every record is a new row. Else a record whose key is there already is treated as
    /// <see cref="OnConflict"/> says. The table must have a primary key or unique index on exactly these columns.
    /// </summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>What happens to a record whose key is there already. Default: it replaces the row's values.</summary>
    public PostgresConflict OnConflict { get; init; }

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

    /// <summary>For how long batches stay noted, counted in batch time. Default 7 days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan BatchesKept
    {
        get => _batchesKept;
        init => _batchesKept = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(BatchesKept), value, "The time must be positive.");
    }

    /// <summary>
    /// For how long a batch is tried again while the server is away, restarting or overloaded. Default 1 minute; then the batch fails.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        init => _retryFor = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "The time must not be negative.");
    }

    /// <summary>
    /// Most connections at a time. A partition that has records uses one from its first 256 KiB, or its end, to its commit; with fewer than
    /// partitions they take turns. Default 16.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int ConnectionsMax
    {
        get => _connectionsMax;
        init => _connectionsMax = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectionsMax), value, "At least one connection is needed.");
    }

    /// <summary>The settings in a line, without the password in the connection string.</summary>
    public override string ToString() => $"{PlainText.Address(ConnectionString)}, table {PlainText.Of(Table)}, key "
        + $"({PlainText.Of(string.Join(", ", Key))}), {OnConflict}, {ConnectionsMax} connections, trying again for "
        + PlainText.Of(RetryFor);
}
