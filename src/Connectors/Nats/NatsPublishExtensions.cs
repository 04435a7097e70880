namespace HotStream;

/// <summary>Publishing streams to JetStream, the streams of NATS.</summary>
public static class NatsPublishExtensions
{
    /// <summary>
    /// Publishes every text to one subject, which a stream of JetStream has. Each partition has a connection; messages of a partition keep
    /// their order, but for what is sent again. A batch is done when the server has acknowledged all its messages: they are in their
    /// stream. When a connection breaks it is made again, and what was not acknowledged is sent again. The id of a message
    /// (<c>Nats-Msg-Id</c>), <c>QUERY/BATCH/PARTITION/RECORD</c>, is the same each time: within its window of duplicates (two minutes,
    /// unless it was made with another) a stream stores a message once, also that of a batch that runs again after a restart. A message
    /// that
    /// no stream takes, or that is larger than server or stream take, is a dead letter. A server that stays away, has no room, or does not
    /// let us publish fails the batch after <see cref="NatsPublishOptions.RetryFor"/>.
    /// </summary>
    /// <param name="stream">What to publish; any bytes.</param>
    /// <param name="server"><c>nats://HOST:4222</c>, or <c>tls://HOST:4222</c> for TLS; several servers of a cluster with commas.</param>
    /// <param name="subject">The subject of all messages.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the subject cannot be.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToNats(this DStream<Utf8Slice> stream, string server, string subject, NatsPublishOptions? options = null) =>
        stream.PublishToNats(server, subject, RecordEncoders.Text<Utf8Slice>(), options);

    /// <summary>
    /// As <see cref="PublishToNats(DStream{Utf8Slice}, string, string, NatsPublishOptions?)"/>, with payloads that an encoder writes, for
    /// example JSON.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to publish.</param>
    /// <param name="server"><c>nats://HOST:4222</c>, or <c>tls://HOST:4222</c> for TLS; several servers of a cluster with commas.</param>
    /// <param name="subject">The subject of all messages.</param>
    /// <param name="payload">Writes the payload of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the subject cannot be.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToNats<T>(this DStream<T> stream, string server, string subject, RecordEncoder<T> payload,
        NatsPublishOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new NatsSink<T>(server, subject, payload, options));
    }

    /// <summary>
    /// As <see cref="PublishToNats(DStream{Utf8Slice}, string, string, NatsPublishOptions?)"/>, with subjects and payloads that encoders
    /// write. A record whose subject is none (a space, a pattern, more than 1024 bytes) is a dead letter.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to publish.</param>
    /// <param name="server"><c>nats://HOST:4222</c>, or <c>tls://HOST:4222</c> for TLS; several servers of a cluster with commas.</param>
    /// <param name="subject">Writes the subject of a record, in UTF-8.</param>
    /// <param name="payload">Writes the payload of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToNats<T>(this DStream<T> stream, string server, RecordEncoder<T> subject, RecordEncoder<T> payload,
        NatsPublishOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new NatsSink<T>(server, subject, payload, options));
    }
}
