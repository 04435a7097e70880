namespace HotStream.Nats;

/// <summary>The message with its subject and sequence.</summary>
internal readonly struct NatsMessageRecord : INatsRecord<NatsMessage>
{
    public static bool IsWhole => true;

    public static (string Position, Utf8Slice Payload) Parts(in NatsMessage record) =>
        (NatsMessage.PositionOf(record.Subject.ToString(), record.Sequence), record.Payload);

    public static NatsMessage Make(Utf8Slice subject, Utf8Slice payload, long sequence) => new(subject, payload, sequence);
}
