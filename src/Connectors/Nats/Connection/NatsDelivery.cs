namespace HotStream.Nats;

/// <summary>A message in a slot of <see cref="NatsInbox"/>: subject, then payload, as far as it may be taken.</summary>
internal struct NatsDelivery
{
    public byte[]? Bytes;
    public int SubjectLength;
    public int PayloadLength; // as far as it is here
    public long WholeLength;  // of the payload
    public long Sequence;     // in its stream; 0 where there is none
    public long Pending;      // messages of its consumer that come after it
    public string? Reply;     // where it is acknowledged

    public readonly ReadOnlySpan<byte> Subject => Bytes.AsSpan(0, SubjectLength);

    public readonly ReadOnlySpan<byte> Payload => Bytes.AsSpan(SubjectLength, PayloadLength);

    public readonly bool IsTooLarge => WholeLength > PayloadLength;
}
