namespace HotStream;

/// <summary>Publishing streams to RabbitMQ.</summary>
public static class RabbitMqPublishExtensions
{
    /// <summary>
    /// Publishes every text with one routing key. Each partition has a connection; messages of a partition keep their order, but for what
    /// is sent again. A batch is done when the server has confirmed all its messages: they are in their queues, on disk if both are
    /// durable. When a connection breaks it is made again, and what was not confirmed is sent again: at least once. The id of a message,
    /// <c>QUERY/BATCH/PARTITION/RECORD</c>, is the same each time, by which a reader knows it again. A message that no queue takes, or
    /// that is larger than the server takes, is a dead letter. A server that stays away, has no room, or does not let us publish fails the
    /// batch after <see cref="RabbitMqPublishOptions.RetryFor"/>.
    /// </summary>
    /// <param name="stream">What to publish; any bytes.</param>
    /// <param name="server"><c>amqp://HOST:5672/VHOST</c>, or <c>amqps://HOST:5671/VHOST</c> for TLS.</param>
    /// <param name="exchange">The exchange, which must exist; empty for the default one, whose routing keys are names of queues.</param>
    /// <param name="routingKey">The routing key of all messages.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or a name cannot be.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToRabbitMq(this DStream<Utf8Slice> stream, string server, string exchange, string routingKey,
        RabbitMqPublishOptions? options = null) =>
        stream.PublishToRabbitMq(server, exchange, routingKey, RecordEncoders.Text<Utf8Slice>(), options);

    /// <summary>
    /// As <see cref="PublishToRabbitMq(DStream{Utf8Slice}, string, string, string, RabbitMqPublishOptions?)"/>, with bodies that an encoder
    /// writes, for example JSON.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to publish.</param>
    /// <param name="server"><c>amqp://HOST:5672/VHOST</c>, or <c>amqps://HOST:5671/VHOST</c> for TLS.</param>
    /// <param name="exchange">The exchange, which must exist; empty for the default one, whose routing keys are names of queues.</param>
    /// <param name="routingKey">The routing key of all messages.</param>
    /// <param name="payload">Writes the body of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or a name cannot be.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToRabbitMq<T>(this DStream<T> stream, string server, string exchange, string routingKey,
        RecordEncoder<T> payload, RabbitMqPublishOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new RabbitMqSink<T>(server, exchange, routingKey, payload, options));
    }

    /// <summary>
    /// As <see cref="PublishToRabbitMq(DStream{Utf8Slice}, string, string, string, RabbitMqPublishOptions?)"/>, with routing keys and
    /// bodies that encoders write. A record whose routing key has more than 255 bytes is a dead letter.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to publish.</param>
    /// <param name="server"><c>amqp://HOST:5672/VHOST</c>, or <c>amqps://HOST:5671/VHOST</c> for TLS.</param>
    /// <param name="exchange">The exchange, which must exist; empty for the default one, whose routing keys are names of queues.</param>
    /// <param name="routingKey">Writes the routing key of a record, in UTF-8.</param>
    /// <param name="payload">Writes the body of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or a name cannot be.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToRabbitMq<T>(this DStream<T> stream, string server, string exchange, RecordEncoder<T> routingKey,
        RecordEncoder<T> payload, RabbitMqPublishOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new RabbitMqSink<T>(server, exchange, routingKey, payload, options));
    }
}
