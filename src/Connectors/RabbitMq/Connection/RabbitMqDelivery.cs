namespace HotStream.RabbitMq;

/// <summary>A message in a slot of <see cref="RabbitMqInbox"/>: routing key, then body, as far as it may be taken.</summary>
internal struct RabbitMqDelivery
{
    public byte[]? Bytes;
    public int KeyLength;
    public int BodyLength;   // as far as it is here
    public int WholeLength;  // of the body
    public ulong Tag;
    public long Offset;
    public bool Redelivered;

    public readonly ReadOnlySpan<byte> Key => Bytes.AsSpan(0, KeyLength);

    public readonly ReadOnlySpan<byte> Body => Bytes.AsSpan(KeyLength, BodyLength);

    public readonly bool IsTooLarge => WholeLength > BodyLength;
}
