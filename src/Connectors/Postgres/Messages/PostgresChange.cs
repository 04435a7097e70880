namespace HotStream;

/// <summary>
/// A change that a transaction made. Rows are objects of JSON: numbers, booleans and JSON as they are, everything else as the text that
/// PostgreSQL writes; NULL is null. Its texts live as long as its batch.
/// </summary>
public readonly struct PostgresChange : IPayloadRecord<PostgresChange>
{
    /// <summary>A change; a received one is made by the stream.</summary>
    /// <param name="kind">What happened.</param>
    /// <param name="table">The table, with its schema: <c>public.orders</c>.</param>
    /// <param name="row">The row as it is now; empty when it was deleted, or the table emptied.</param>
    /// <param name="old">What is known of the row as it was; empty when nothing is.</param>
    /// <param name="lsn">Position of its transaction's commit in the server's log.</param>
    /// <param name="number">Which change of its transaction, from 0.</param>
    public PostgresChange(PostgresChangeKind kind, Utf8Slice table, Utf8Slice row, Utf8Slice old, long lsn = 0, int number = 0)
    {
        (Kind, Table, Row, Old) = (kind, table, row, old);
        (Lsn, Number) = (lsn, number);
    }

    /// <summary>What happened.</summary>
    public PostgresChangeKind Kind { get; }

    /// <summary>The table, with its schema: <c>public.orders</c>.</summary>
    public Utf8Slice Table { get; }

    /// <summary>
    /// The row as it is now, an object of JSON; empty when it was deleted, or the table emptied. A large value that an update left as it
    /// was is missing: the server does not send it (unless the table's replica identity is full, then look into <see cref="Old"/>).
    /// </summary>
    public Utf8Slice Row { get; }

    /// <summary>
    /// The row as it was, an object of JSON: of a deleted row its key, of an updated one its key if that changed, or the whole row when the
    /// table's replica identity is full; empty when the server says nothing.
    /// </summary>
    public Utf8Slice Old { get; }

    /// <summary>Position of its transaction's commit in the server's log: one transaction after the other.</summary>
    public long Lsn { get; }

    /// <summary>Which change of its transaction, from 0.</summary>
    public int Number { get; }

    /// <summary>Kind, table and row, as text that is fit to be shown.</summary>
    public override string ToString() => $"{Kind} {PlainText.Of(Table.Bytes)} {PlainText.Of((Row.IsEmpty ? Old : Row).Bytes)}";

    string IPayloadRecord<PostgresChange>.Source => Table.ToString();

    Utf8Slice IPayloadRecord<PostgresChange>.Payload => Row.IsEmpty ? Old : Row;

    PostgresChange IPayloadRecord<PostgresChange>.WithPayload(Utf8Slice payload) => new(Kind, Table, payload, Old, Lsn, Number);
}
