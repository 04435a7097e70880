using HotStream.RabbitMq;

namespace HotStream;

/// <summary>Messages of RabbitMQ's queues.</summary>
public static class RabbitMqStreamExtensions
{
    /// <summary>
    /// The payloads of a queue's messages, classic or quorum. The queue must exist. Messages are acknowledged, in their order, when all
    /// outputs of their batch are done: nothing acknowledged is lost when the process dies, and what was not is sent again by the server,
    /// so outputs see messages at least once. When the connection ends it is made again, with growing, slightly random delays from
    /// <see cref="StreamingOptions.ReceiverRestartDelay"/> on; what was under way then comes again too.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>amqp://HOST:5672/VHOST</c>, or <c>amqps://HOST:5671/VHOST</c> for TLS.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the name cannot be.</exception>
    public static DStream<Utf8Slice> RabbitMqStream(this StreamingContext context, string server, string queue,
        RabbitMqOptions? options = null) =>
        context.ReceiverStream(Receive<Utf8Slice, RabbitMqPayloadRecord>(context, server, queue, options));

    /// <summary>As <see cref="RabbitMqStream"/>, the whole message: payload and routing key, and whether it was sent before.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>amqp://HOST:5672/VHOST</c>, or <c>amqps://HOST:5671/VHOST</c> for TLS.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the name cannot be.</exception>
    public static DStream<RabbitMqMessage> RabbitMqMessageStream(this StreamingContext context, string server, string queue,
        RabbitMqOptions? options = null) =>
        context.ReceiverStream(Receive<RabbitMqMessage, RabbitMqMessageRecord>(context, server, queue, options));

    /// <summary>
    /// The payloads of a stream queue's messages (<c>x-queue-type: stream</c>), which stay in the queue when they were read. Its position
    /// is an offset, kept in the checkpoint and in the log of batches: after a crash a batch has the messages it had, and the next one
    /// goes on behind them, so each message is in the state exactly once. A server that is away is waited for, and batches are empty
    /// meanwhile. Messages that the queue removes before they are read are reported.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>amqp://HOST:5672/VHOST</c>, or <c>amqps://HOST:5671/VHOST</c> for TLS.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="options">How, and where to begin; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the name cannot be.</exception>
    public static InputDStream<Utf8Slice> RabbitMqReplayStream(this StreamingContext context, string server, string queue,
        RabbitMqReplayOptions? options = null) =>
        Replay<Utf8Slice, RabbitMqPayloadRecord>(context, server, queue, options);

    /// <summary>As <see cref="RabbitMqReplayStream"/>, the whole message: payload, routing key and offset.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>amqp://HOST:5672/VHOST</c>, or <c>amqps://HOST:5671/VHOST</c> for TLS.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="options">How, and where to begin; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the name cannot be.</exception>
    public static InputDStream<RabbitMqMessage> RabbitMqReplayMessageStream(this StreamingContext context, string server, string queue,
        RabbitMqReplayOptions? options = null) =>
        Replay<RabbitMqMessage, RabbitMqMessageRecord>(context, server, queue, options);

    private static RabbitMqReceiver<T, TRecord> Receive<T, TRecord>(StreamingContext context, string server, string queue,
        RabbitMqOptions? options)
        where TRecord : struct, IRabbitMqRecord<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        var address = RabbitMqAddress.Parse(server);
        RabbitMqLimits.CheckName(queue, "name of a queue", nameof(queue));
        return new RabbitMqReceiver<T, TRecord>(address, queue, options ?? new RabbitMqOptions());
    }

    private static RabbitMqReplayInput<T, TRecord> Replay<T, TRecord>(StreamingContext context, string server, string queue,
        RabbitMqReplayOptions? options)
        where TRecord : struct, IRabbitMqRecord<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        var address = RabbitMqAddress.Parse(server);
        RabbitMqLimits.CheckName(queue, "name of a queue", nameof(queue));
        return new RabbitMqReplayInput<T, TRecord>(context, address, queue, options ?? new RabbitMqReplayOptions());
    }
}
