using HotStream.Nats;

namespace HotStream;

/// <summary>Messages of NATS: of consumers and streams of JetStream, and of subjects.</summary>
public static class NatsStreamExtensions
{
    /// <summary>
    /// The payloads that a durable pull consumer of JetStream is given; it is made when it does not exist, and may be shared by programs,
    /// each of which gets a part. Messages are acknowledged when all outputs of their batch are done: nothing acknowledged is lost when the
    /// process dies, and what was not is sent again after the consumer's ack wait, in any order: outputs see messages at least once.
    /// While one process
    /// lives and no batch fails, a message comes once, however long its batch takes. When the connection ends it is made again, with
    /// growing, slightly random delays from <see cref="StreamingOptions.ReceiverRestartDelay"/> on. For streams that remove what was
    /// acknowledged (work queues), and for sharing; a stream that keeps its messages is read exactly once by
    /// <see cref="NatsReplayStream"/>.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>nats://HOST:4222</c>, or <c>tls://HOST:4222</c> for TLS; several servers of a cluster with commas.</param>
    /// <param name="stream">The stream's name; it must exist.</param>
    /// <param name="consumer">The consumer's name.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or a name cannot be.</exception>
    public static DStream<Utf8Slice> NatsStream(this StreamingContext context, string server, string stream, string consumer,
        NatsOptions? options = null) =>
        context.ReceiverStream(Receive<Utf8Slice, NatsPayloadRecord>(context, server, stream, consumer, options));

    /// <summary>As <see cref="NatsStream"/>, the whole message: payload, subject and sequence.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>nats://HOST:4222</c>, or <c>tls://HOST:4222</c> for TLS; several servers of a cluster with commas.</param>
    /// <param name="stream">The stream's name; it must exist.</param>
    /// <param name="consumer">The consumer's name.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or a name cannot be.</exception>
    public static DStream<NatsMessage> NatsMessageStream(this StreamingContext context, string server, string stream, string consumer,
        NatsOptions? options = null) =>
        context.ReceiverStream(Receive<NatsMessage, NatsMessageRecord>(context, server, stream, consumer, options));

    /// <summary>
    /// The payloads of a stream of JetStream that keeps its messages (retention by limits), read from a sequence, without a consumer that
    /// stays. The position is a sequence, kept in the checkpoint and in the log of batches: after a crash a batch has the messages it had,
    /// and the next one goes on behind them, so each message is in the state exactly once, as long as the stream keeps it. A server that is
    /// away is waited for, and batches are empty meanwhile. What the stream's limits remove before it is read is reported.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>nats://HOST:4222</c>, or <c>tls://HOST:4222</c> for TLS; several servers of a cluster with commas.</param>
    /// <param name="stream">The stream's name.</param>
    /// <param name="options">How, and where to begin; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the name cannot be.</exception>
    public static InputDStream<Utf8Slice> NatsReplayStream(this StreamingContext context, string server, string stream,
        NatsReplayOptions? options = null) =>
        Replay<Utf8Slice, NatsPayloadRecord>(context, server, stream, options);

    /// <summary>As <see cref="NatsReplayStream"/>, the whole message: payload, subject and sequence.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>nats://HOST:4222</c>, or <c>tls://HOST:4222</c> for TLS; several servers of a cluster with commas.</param>
    /// <param name="stream">The stream's name.</param>
    /// <param name="options">How, and where to begin; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the name cannot be.</exception>
    public static InputDStream<NatsMessage> NatsReplayMessageStream(this StreamingContext context, string server, string stream,
        NatsReplayOptions? options = null) =>
        Replay<NatsMessage, NatsMessageRecord>(context, server, stream, options);

    /// <summary>
    /// The payloads that are published to a subject while we are subscribed, without JetStream: at most once. What is published while the
    /// connection is away is lost, and so is what waits in a server that ends the connection because we were slower for too long.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>nats://HOST:4222</c>, or <c>tls://HOST:4222</c> for TLS; several servers of a cluster with commas.</param>
    /// <param name="subject">The subject, or a pattern with <c>*</c> and <c>&gt;</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the subject cannot be.</exception>
    public static DStream<Utf8Slice> NatsSubjectStream(this StreamingContext context, string server, string subject,
        NatsSubjectOptions? options = null) =>
        context.ReceiverStream(Subscribe<Utf8Slice, NatsPayloadRecord>(context, server, subject, options));

    /// <summary>As <see cref="NatsSubjectStream"/>, the whole message: payload and subject.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>nats://HOST:4222</c>, or <c>tls://HOST:4222</c> for TLS; several servers of a cluster with commas.</param>
    /// <param name="subject">The subject, or a pattern with <c>*</c> and <c>&gt;</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the subject cannot be.</exception>
    public static DStream<NatsMessage> NatsSubjectMessageStream(this StreamingContext context, string server, string subject,
        NatsSubjectOptions? options = null) =>
        context.ReceiverStream(Subscribe<NatsMessage, NatsMessageRecord>(context, server, subject, options));

    private static NatsReceiver<T, TRecord> Receive<T, TRecord>(StreamingContext context, string server, string stream, string consumer,
        NatsOptions? options)
        where TRecord : struct, INatsRecord<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        return new NatsReceiver<T, TRecord>(NatsAddress.Parse(server), NatsLimits.CheckName(stream, nameof(stream)),
            NatsLimits.CheckName(consumer, nameof(consumer)), options ?? new NatsOptions());
    }

    private static NatsReplayInput<T, TRecord> Replay<T, TRecord>(StreamingContext context, string server, string stream,
        NatsReplayOptions? options)
        where TRecord : struct, INatsRecord<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        return new NatsReplayInput<T, TRecord>(
            context, NatsAddress.Parse(server), NatsLimits.CheckName(stream, nameof(stream)), options ?? new NatsReplayOptions());
    }

    private static NatsSubjectReceiver<T, TRecord> Subscribe<T, TRecord>(StreamingContext context, string server, string subject,
        NatsSubjectOptions? options)
        where TRecord : struct, INatsRecord<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        return new NatsSubjectReceiver<T, TRecord>(NatsAddress.Parse(server),
            NatsLimits.CheckSubject(subject, mayBePattern: true, nameof(subject)), options ?? new NatsSubjectOptions());
    }
}
