namespace HotStream;

/// <summary>Where and how <see cref="DatabaseSink{T}"/> writes. Read once, when the sink is made.</summary>
public sealed class DatabaseOptions
{
    private int _rowsPerCommand = 500;
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);

    /// <summary>The table, as the database's SQL names it. It must exist. Used as it is, in statements and messages.</summary>
    public required string Table { get; init; }

    /// <summary>
    /// The statement for a row, with one parameter for each column in their order, named as <see cref="ParameterPrefix"/> and the column's
    /// number from 0: <c>@p0</c>. Null: <c>INSERT INTO table (columns) VALUES (@p0, ...)</c> with columns as they are named. Write your own
    /// to upsert, or to call a procedure.
    /// </summary>
    public string? Statement { get; init; }

    /// <summary>What the names of parameters begin with. Default <c>@p</c>, which most databases take; Oracle wants <c>:p</c>.</summary>
    public string ParameterPrefix { get; init; } = "@p";

    /// <summary>
    /// Table in which every committed batch of a partition is noted, in the transaction that wrote it, so that a batch which comes again
    /// writes nothing. It must exist, with columns <c>sink</c>, <c>query</c> (text), <c>partition_number</c> (integer),
    /// <c>batch_number</c> (64 bits) and a primary key of all four. Null, the default: nothing is noted, and a batch whose commit was not
    /// answered may be written twice.
    /// </summary>
    public string? BatchTable { get; init; }

    /// <summary>
    /// The sink's name in <see cref="BatchTable"/>; null for the table's. Sinks of one context need different ones: the second of one name
    /// is refused.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Columns that say which row a record is, for a <see cref="Statement"/> by which a later record replaces an earlier one: records of
    /// one key are written by one partition, in their order. Empty, the default: any partition writes any record.
    /// </summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Rows sent at a time, where the driver can send several. Default 500.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int RowsPerCommand
    {
        get => _rowsPerCommand;
        init => _rowsPerCommand = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(RowsPerCommand), value, "At least one row is sent at a time.");
    }

    /// <summary>
    /// For how long a batch is tried again after errors that the driver calls transient, and lost connections. Default
    /// 1 minute; then the batch fails.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        init => _retryFor = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "The time must not be negative.");
    }

    /// <summary>The settings in a line.</summary>
    public override string ToString() => $"table {PlainText.Of(Table)}, {RowsPerCommand} rows a command, trying again for "
        + PlainText.Of(RetryFor);
}
