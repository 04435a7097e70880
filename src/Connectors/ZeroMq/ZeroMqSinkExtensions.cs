namespace HotStream;

/// <summary>Streams sent over ZeroMQ: published to subscribers (PUB) or pushed to workers (PUSH).</summary>
public static class ZeroMqSinkExtensions
{
    /// <summary>
    /// Publishes every record as a message of one frame, by whose beginning subscribers choose: at most once. What is published while a
    /// subscriber is not connected, or has not subscribed yet, it does not get. A subscriber for whom
    /// <see cref="ZeroMqSendOptions.QueueBytesMax"/> bytes wait does not get more, which is counted
    /// (<c>hotstream.zeromq.dropped</c>) and said once; nobody waits for it. A batch is done when its messages were handed to the queues.
    /// Listens or connects from the first batch on.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to publish.</param>
    /// <param name="address"><c>tcp://HOST:PORT</c> of a subscriber; with <see cref="ZeroMqOptions.Bind"/> an address of ours, to which
    /// subscribers connect: <c>tcp://127.0.0.1:PORT</c>, <c>tcp://*:PORT</c> for all addresses of this machine.</param>
    /// <param name="payload">Writes the frame of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or there is a password without a user name.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToZeroMq<T>(this DStream<T> stream, string address, RecordEncoder<T> payload,
        ZeroMqPublishOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new ZeroMqSink<T>(address, payload, options ?? new ZeroMqPublishOptions()));
    }

    /// <summary>
    /// As <see cref="PublishToZeroMq{T}(DStream{T}, string, RecordEncoder{T}, ZeroMqPublishOptions?)"/>, as messages of two frames, the
    /// first of which is the same for all.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to publish.</param>
    /// <param name="address"><c>tcp://HOST:PORT</c>, of a subscriber or of ours.</param>
    /// <param name="topic">The first frame.</param>
    /// <param name="payload">Writes the second frame of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or there is a password without a user name.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToZeroMq<T>(this DStream<T> stream, string address, string topic, RecordEncoder<T> payload,
        ZeroMqPublishOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new ZeroMqSink<T>(address, topic, payload, options ?? new ZeroMqPublishOptions()));
    }

    /// <summary>
    /// As <see cref="PublishToZeroMq{T}(DStream{T}, string, RecordEncoder{T}, ZeroMqPublishOptions?)"/>, as messages of two frames, topic
    /// and payload, both written.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to publish.</param>
    /// <param name="address"><c>tcp://HOST:PORT</c>, of a subscriber or of ours.</param>
    /// <param name="topic">Writes the first frame of a record.</param>
    /// <param name="payload">Writes the second frame of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or there is a password without a user name.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToZeroMq<T>(this DStream<T> stream, string address, RecordEncoder<T> topic, RecordEncoder<T> payload,
        ZeroMqPublishOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new ZeroMqSink<T>(address, topic, payload, options ?? new ZeroMqPublishOptions()));
    }

    /// <summary>
    /// Pushes every record as a message of one frame to the workers (PULL) that are connected, dealt out in turn to those that have room:
    /// at most once. While none has room, or none is there, the batch waits, and fails after <see cref="ZeroMqPushOptions.WaitFor"/>. It is
    /// done when all its messages were handed to the system; what was on its way when a connection breaks is lost, counted
    /// (<c>hotstream.zeromq.lost</c>) and said, and what had not begun goes to another worker. Records of a partition keep their order on
    /// their way to one worker. Listens or connects from the first batch on.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to push.</param>
    /// <param name="address"><c>tcp://HOST:PORT</c> of a worker; with <see cref="ZeroMqOptions.Bind"/> an address of ours, to which
    /// workers connect.</param>
    /// <param name="payload">Writes the frame of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or there is a password without a user name.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PushToZeroMq<T>(this DStream<T> stream, string address, RecordEncoder<T> payload, ZeroMqPushOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new ZeroMqSink<T>(address, payload, options ?? new ZeroMqPushOptions()));
    }
}
