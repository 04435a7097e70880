using HotStream.Kafka;

namespace HotStream;

/// <summary>Records of Kafka's topics.</summary>
public static class KafkaStreamExtensions
{
    /// <summary>
    /// The values of a topic's records, any bytes; see
    /// <see cref="KafkaMessageStream(StreamingContext, string, IReadOnlyCollection{string}, KafkaOptions?)"/> for what is promised.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="servers">Some brokers of the cluster: <c>HOST:9092,HOST:9092</c>.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="options">How; null for the defaults, which begin with what is written from now on.</param>
    /// <exception cref="ArgumentException">The topic or an option cannot work.</exception>
    public static KafkaDStream<Utf8Slice> KafkaStream(this StreamingContext context, string servers, string topic,
        KafkaOptions? options = null) =>
        context.KafkaStream(servers, [topic], options);

    /// <summary>As <see cref="KafkaStream(StreamingContext, string, string, KafkaOptions?)"/>, of several topics.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="servers">Some brokers of the cluster: <c>HOST:9092,HOST:9092</c>.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">A topic or an option cannot work.</exception>
    public static KafkaDStream<Utf8Slice> KafkaStream(this StreamingContext context, string servers, IReadOnlyCollection<string> topics,
        KafkaOptions? options = null) =>
        new KafkaInput<Utf8Slice, PayloadForm>(context, Source(context, servers, topics, options));

    /// <summary>
    /// The records of topics: key, value, place and time. A partition of a topic is a partition of each batch, and keeps its order. A batch
    /// has what the client had fetched at the batch time; how much that may be, rates of the options say. In a context made by
    /// <see cref="StreamingContext.GetOrCreate"/> each record is in the state exactly once: the ranges of offsets that a batch reads are on
    /// disk before its outputs run, and a batch that runs again reads the same. Brokers that are away are waited for, batches are empty
    /// meanwhile.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="servers">Some brokers of the cluster: <c>HOST:9092,HOST:9092</c>.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="options">How; null for the defaults, which begin with what is written from now on.</param>
    /// <exception cref="ArgumentException">A topic or an option cannot work.</exception>
    /// <exception cref="DllNotFoundException">librdkafka is not there for this system; its package is
    /// <c>librdkafka.redist</c>.</exception>
    public static KafkaDStream<KafkaMessage> KafkaMessageStream(this StreamingContext context, string servers,
        IReadOnlyCollection<string> topics, KafkaOptions? options = null) =>
        new KafkaInput<KafkaMessage, MessageForm>(context, Source(context, servers, topics, options));

    /// <summary>
    /// The values of topics' records, read as a member of a consumer group; see
    /// <see cref="KafkaGroupMessageStream"/> for what is promised.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="servers">Some brokers of the cluster: <c>HOST:9092,HOST:9092</c>.</param>
    /// <param name="group">The group; all members that read the same topics by it share their partitions.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="options">How; null for the defaults, which begin with what is written from now on.</param>
    /// <exception cref="ArgumentException">A name or an option cannot work.</exception>
    public static DStream<Utf8Slice> KafkaGroupStream(this StreamingContext context, string servers, string group,
        IReadOnlyCollection<string> topics, KafkaGroupOptions? options = null) =>
        context.ReceiverStream(new KafkaGroupReceiver<Utf8Slice, PayloadForm>(GroupSource(context, servers, group, topics, options)));

    /// <summary>
    /// The records of topics whose partitions a consumer group deals to its members, in this process and others: each reads what it is
    /// given, and takes over from those that leave or die. Offsets are committed when all outputs of the batches with their records are
    /// done, so outputs see each record at least once. A partition that goes to another member is held back until the batches with its
    /// records are done, for <see cref="KafkaGroupOptions.FinishWithin"/> at most; who leaves gracefully leaves nothing that comes twice.
    /// A partition keeps its order. After a failed batch its records are read again. Brokers that are away are waited for. Where one
    /// process reads all partitions, <see cref="KafkaMessageStream"/> has each record in the state exactly once.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="servers">Some brokers of the cluster: <c>HOST:9092,HOST:9092</c>.</param>
    /// <param name="group">The group; all members that read the same topics by it share their partitions.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="options">How; null for the defaults, which begin with what is written from now on.</param>
    /// <exception cref="ArgumentException">A name or an option cannot work.</exception>
    /// <exception cref="DllNotFoundException">librdkafka is not there for this system; its package is
    /// <c>librdkafka.redist</c>.</exception>
    public static DStream<KafkaMessage> KafkaGroupMessageStream(this StreamingContext context, string servers, string group,
        IReadOnlyCollection<string> topics, KafkaGroupOptions? options = null) =>
        context.ReceiverStream(new KafkaGroupReceiver<KafkaMessage, MessageForm>(GroupSource(context, servers, group, topics, options)));

    private static KafkaGroupSource GroupSource(StreamingContext context, string servers, string group,
        IReadOnlyCollection<string> topics, KafkaGroupOptions? options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(topics);
        return KafkaGroupSource.Of(servers, group, topics, options ?? new KafkaGroupOptions());
    }

    private static KafkaSource Source(StreamingContext context, string servers, IReadOnlyCollection<string> topics, KafkaOptions? options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(topics);
        return KafkaSource.Of(servers, topics, options ?? new KafkaOptions());
    }
}
