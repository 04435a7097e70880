namespace HotStream.Nats;

/// <summary>Where messages go and how they are made.</summary>
/// <param name="Address">The server.</param>
/// <param name="Options">How.</param>
/// <param name="Subject">Writes the subject of a record; null when all have one.</param>
/// <param name="FixedSubject">The subject of all records, if they have one.</param>
/// <param name="Payload">Writes the payload of a record.</param>
internal sealed record NatsTarget<T>(NatsAddress Address, NatsPublishOptions Options, RecordEncoder<T>? Subject, byte[] FixedSubject,
    RecordEncoder<T> Payload);
