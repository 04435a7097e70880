namespace HotStream.RabbitMq;

/// <summary>The message with its routing key.</summary>
internal readonly struct RabbitMqMessageRecord : IRabbitMqRecord<RabbitMqMessage>
{
    public static bool IsWhole => true;

    public static (Utf8Slice RoutingKey, Utf8Slice Payload) Parts(in RabbitMqMessage record) => (record.RoutingKey, record.Payload);

    public static RabbitMqMessage Make(Utf8Slice routingKey, Utf8Slice payload, long offset, bool redelivered) =>
        new(routingKey, payload, offset, redelivered);
}
