namespace HotStream;

/// <summary>A received message. Its texts lie where they were received and live as long as their batch.</summary>
public readonly struct RabbitMqMessage : IPayloadRecord<RabbitMqMessage>
{
    /// <summary>A message that did not come from a server: for tests, and for what is sent once more.</summary>
    /// <param name="routingKey">Its routing key.</param>
    /// <param name="payload">Its payload.</param>
    public RabbitMqMessage(Utf8Slice routingKey, Utf8Slice payload)
        : this(routingKey, payload, offset: -1, redelivered: false)
    {
    }

    internal RabbitMqMessage(Utf8Slice routingKey, Utf8Slice payload, long offset, bool redelivered)
    {
        RoutingKey = routingKey;
        Payload = payload;
        Offset = offset;
        Redelivered = redelivered;
    }

    /// <summary>The routing key it was published with.</summary>
    public Utf8Slice RoutingKey { get; }

    /// <summary>What was published; any bytes.</summary>
    public Utf8Slice Payload { get; }

    /// <summary>Its place in a stream queue, from 0; -1 where it came from a queue.</summary>
    public long Offset { get; }

    /// <summary>Whether the server sent it before, to us or to another reader, who did not acknowledge it.</summary>
    public bool Redelivered { get; }

    /// <summary>Routing key and payload, as text that is fit to be shown.</summary>
    public override string ToString() => $"{PlainText.Of(RoutingKey.Bytes)}: {PlainText.Of(Payload.Bytes)}";

    string IPayloadRecord<RabbitMqMessage>.Source => RoutingKey.ToString();

    RabbitMqMessage IPayloadRecord<RabbitMqMessage>.WithPayload(Utf8Slice payload) => new(RoutingKey, payload, Offset, Redelivered);
}
