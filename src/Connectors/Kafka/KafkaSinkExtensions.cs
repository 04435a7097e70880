namespace HotStream;

/// <summary>Writing streams to Kafka.</summary>
public static class KafkaSinkExtensions
{
    /// <summary>
    /// Writes every text as a value without key and headers; what is promised stands at the form with encoders.
    /// </summary>
    /// <param name="stream">What to write; any bytes.</param>
    /// <param name="servers">Some brokers of the cluster: <c>HOST:9092,HOST:9092</c>.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The topic or an option cannot work.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void SaveToKafka(this DStream<Utf8Slice> stream, string servers, string topic, KafkaSinkOptions? options = null) =>
        stream.SaveToKafka(servers, topic, null, RecordEncoders.Text<Utf8Slice>(), options);

    /// <summary>
    /// Writes every record to a topic. A batch is done when all brokers in charge have its records; who is away is waited for, and what is
    /// sent again meanwhile is there once and in its order (the producer is idempotent). Records with a key go to the topic's partition by
    /// Kafka's hash of it (murmur2), others to any. A record that is too large, or that the broker refuses for its own sake, is a dead
    /// letter. A broker that stays away fails the batch after <see cref="KafkaSinkOptions.RetryFor"/>. After a crash the last batch is
    /// there again, unless each is a transaction: <see cref="KafkaSinkOptions.TransactionalId"/>.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="servers">Some brokers of the cluster: <c>HOST:9092,HOST:9092</c>.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="key">Writes the key of a record; null for records without.</param>
    /// <param name="value">Writes the value of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="headers">Writes the headers of a record; null for none. Worker threads, several at a time, each with a writer of its
    /// own.</param>
    /// <exception cref="ArgumentException">The topic or an option cannot work.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void SaveToKafka<T>(this DStream<T> stream, string servers, string topic, RecordEncoder<T>? key, RecordEncoder<T> value,
        KafkaSinkOptions? options = null, Action<KafkaHeaderWriter, T>? headers = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new KafkaSink<T>(servers, topic, key, value, options, headers));
    }
}
