namespace HotStream.RabbitMq;

/// <summary>Where messages go and how they are made.</summary>
/// <param name="Address">The server.</param>
/// <param name="Exchange">The exchange; empty for the default one, whose routing keys are names of queues.</param>
/// <param name="Options">How.</param>
/// <param name="RoutingKey">Writes the routing key of a record; null when all have one.</param>
/// <param name="FixedKey">The routing key of all records, if they have one.</param>
/// <param name="Payload">Writes the body of a record.</param>
internal sealed record RabbitMqTarget<T>(RabbitMqAddress Address, string Exchange, RabbitMqPublishOptions Options,
    RecordEncoder<T>? RoutingKey, byte[] FixedKey, RecordEncoder<T> Payload);
