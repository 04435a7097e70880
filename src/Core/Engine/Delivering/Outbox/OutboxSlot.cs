namespace HotStream;

/// <summary>A message in a slot of <see cref="Outbox"/>: key, then body.</summary>
internal struct OutboxSlot
{
    public byte[]? Bytes;
    public int KeyLength;
    public int BodyLength;
    public long Record;   // of its batch, from 0
    public ulong Number;  // with which it was sent, on this connection
    public OutboxSlotState State;

    public readonly ReadOnlySpan<byte> Body => Bytes.AsSpan(KeyLength, BodyLength);
}
