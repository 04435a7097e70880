namespace HotStream.Postgres;

/// <summary>A change, or the end of a transaction, in a slot of an inbox: table, row and old row, one after the other.</summary>
internal struct ChangeSlot
{
    public byte[]? Bytes;
    public int TableLength;
    public int RowLength;
    public int OldLength;
    public int Number;   // of its transaction, from 0; at the end of a transaction: how many there were
    public ulong Lsn;    // commit of its transaction; at the end of a transaction: where the next one may begin
    public bool IsEnd;
    public PostgresChangeKind Kind;

    public readonly ReadOnlySpan<byte> Table => Bytes.AsSpan(0, TableLength);

    public readonly ReadOnlySpan<byte> Row => Bytes.AsSpan(TableLength, RowLength);

    public readonly ReadOnlySpan<byte> Old => Bytes.AsSpan(TableLength + RowLength, OldLength);
}
