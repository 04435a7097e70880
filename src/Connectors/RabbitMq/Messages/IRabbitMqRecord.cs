namespace HotStream.RabbitMq;

/// <summary>What becomes of a message: a struct, so that each kind of stream has a loop of its own.</summary>
internal interface IRabbitMqRecord<T>
{
    /// <summary>Whether more than the payload is looked at.</summary>
    static abstract bool IsWhole { get; }

    /// <summary>What of a message its record holds: its routing key, if it does, and its payload.</summary>
    static abstract (Utf8Slice RoutingKey, Utf8Slice Payload) Parts(in T record);

    static abstract T Make(Utf8Slice routingKey, Utf8Slice payload, long offset, bool redelivered);
}
