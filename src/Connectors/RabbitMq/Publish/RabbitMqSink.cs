using System.Text;
using HotStream.RabbitMq;

namespace HotStream;

/// <summary>
/// Publishes records to RabbitMQ; each partition has a connection. What it promises stands at
/// <see cref="RabbitMqPublishExtensions.PublishToRabbitMq(DStream{Utf8Slice}, string, string, string, RabbitMqPublishOptions?)"/>. For
/// streams that is shorter; a sink is for <see cref="StreamingContext.WriteDeadLettersTo"/>.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class RabbitMqSink<T> : Sink<T>
{
    private readonly RabbitMqTarget<T> _target;

    /// <summary>Makes a sink of messages with one routing key; nothing is connected yet.</summary>
    /// <param name="server"><c>amqp://HOST:5672/VHOST</c>, or <c>amqps://HOST:5671/VHOST</c> for TLS.</param>
    /// <param name="exchange">The exchange; empty for the default one, whose routing keys are names of queues.</param>
    /// <param name="routingKey">The routing key of all messages.</param>
    /// <param name="payload">Writes the body of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or a name cannot be.</exception>
    public RabbitMqSink(string server, string exchange, string routingKey, RecordEncoder<T> payload, RabbitMqPublishOptions? options = null)
        : this(TargetOf(server, exchange, options, null, CheckKey(routingKey), payload))
    {
    }

    /// <summary>Makes a sink of messages whose routing keys are written; nothing is connected yet.</summary>
    /// <param name="server"><c>amqp://HOST:5672/VHOST</c>, or <c>amqps://HOST:5671/VHOST</c> for TLS.</param>
    /// <param name="exchange">The exchange; empty for the default one, whose routing keys are names of queues.</param>
    /// <param name="routingKey">Writes the routing key of a record, in UTF-8.</param>
    /// <param name="payload">Writes the body of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or a name cannot be.</exception>
    public RabbitMqSink(string server, string exchange, RecordEncoder<T> routingKey, RecordEncoder<T> payload,
        RabbitMqPublishOptions? options = null)
        : this(TargetOf(server, exchange, options, routingKey ?? throw new ArgumentNullException(nameof(routingKey)), [], payload))
    {
    }

    private RabbitMqSink(RabbitMqTarget<T> target)
        : base($"rabbitmq {target.Address.Host}:{target.Address.Port}/{PlainText.Of(target.Exchange)}") => _target = target;

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition) => new RabbitMqSinkWriter<T>(_target, partition, Name);

    private static RabbitMqTarget<T> TargetOf(string server, string exchange, RabbitMqPublishOptions? options, RecordEncoder<T>? routingKey,
        byte[] fixedKey, RecordEncoder<T> payload)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(payload);
        if (exchange.Length > 0)
        {
            RabbitMqLimits.CheckName(exchange, "name of an exchange", nameof(exchange));
        }

        return new RabbitMqTarget<T>(
            RabbitMqAddress.Parse(server), exchange, options ?? new RabbitMqPublishOptions(), routingKey, fixedKey, payload);
    }

    private static byte[] CheckKey(string routingKey)
    {
        ArgumentNullException.ThrowIfNull(routingKey);
        if (routingKey.Length > 0)
        {
            RabbitMqLimits.CheckName(routingKey, "routing key", nameof(routingKey));
        }

        return Encoding.UTF8.GetBytes(routingKey);
    }
}
