namespace HotStream.RabbitMq;

/// <summary>The payload alone.</summary>
internal readonly struct RabbitMqPayloadRecord : IRabbitMqRecord<Utf8Slice>
{
    public static bool IsWhole => false;

    public static (Utf8Slice RoutingKey, Utf8Slice Payload) Parts(in Utf8Slice record) => (default, record);

    public static Utf8Slice Make(Utf8Slice routingKey, Utf8Slice payload, long offset, bool redelivered) => payload;
}
