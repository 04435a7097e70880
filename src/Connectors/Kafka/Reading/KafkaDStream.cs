namespace HotStream;

/// <summary>
/// Topics, read directly, as Spark's <c>createDirectStream</c> does: each partition of a topic is a partition of the batch, in its order,
/// and a batch is a range of offsets of each. Ranges are in the log of batches before outputs run: after a crash a batch has the
/// records it had.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public abstract class KafkaDStream<T> : InputDStream<T>
{
    private protected KafkaDStream(StreamingContext context, string name)
        : base(context, name)
    {
    }

    /// <summary>
    /// What the batch that runs has of each partition, in the order of its partitions, empty ranges included (Spark's
    /// <c>HasOffsetRanges</c>). On the driver, as in <c>ForeachBatch</c> directly on this stream or behind it.
    /// </summary>
    public abstract IReadOnlyList<KafkaOffsetRange> OffsetRanges { get; }
}
