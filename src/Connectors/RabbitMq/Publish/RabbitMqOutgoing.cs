namespace HotStream.RabbitMq;

/// <summary>A message in a slot of <see cref="RabbitMqOutbox"/>: routing key, then body.</summary>
internal struct RabbitMqOutgoing
{
    public byte[]? Bytes;
    public int KeyLength;
    public int BodyLength;
    public long Record;   // of its batch, from 0
    public ulong Number;  // with which it was sent, on this connection
    public RabbitMqOutgoingState State;

    public readonly ReadOnlyMemory<byte> Key => Bytes.AsMemory(0, KeyLength);

    public readonly ReadOnlyMemory<byte> Body => Bytes.AsMemory(KeyLength, BodyLength);
}
