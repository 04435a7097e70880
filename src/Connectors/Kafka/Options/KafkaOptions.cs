using HotStream.Kafka;

namespace HotStream;

/// <summary>How topics are read. Setters refuse what cannot work.</summary>
public sealed class KafkaOptions : KafkaClientOptions
{
    private double? _maxRatePerPartition;
    private TimeSpan _lookForPartitions = TimeSpan.FromSeconds(30);
    private string? _groupId;

    /// <summary>
    /// The consumer group whose offsets are kept at the broker: partitions that no checkpoint knows begin at the group's offsets, and the
    /// offsets of a batch are committed once all its outputs have succeeded. The stream does not join the group: it reads all partitions,
    /// and no other member may have them. Null: nothing is kept at the broker.
    /// </summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string? GroupId
    {
        get => _groupId;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value ?? "none", nameof(GroupId));
            _groupId = value;
        }
    }

    /// <summary>
    /// Where partitions begin that neither a checkpoint nor <see cref="Offsets"/> nor the group knows. Partitions that appear while the
    /// stream runs are always read from their beginning. Default <see cref="KafkaStart.Latest"/>, as in Spark.
    /// </summary>
    public KafkaStart Start { get; set; } = KafkaStart.Latest;

    /// <summary>The first offset of partitions that no checkpoint knows; partitions that are not named begin as without.</summary>
    public IDictionary<(string Topic, int Partition), long> Offsets { get; } = new Dictionary<(string, int), long>();

    /// <summary>
    /// Records a second that a batch takes from each partition, at least one a batch
    /// (<c>spark.streaming.kafka.maxRatePerPartition</c>). <see cref="StreamingOptions.ReceiverMaxRate"/> and
    /// <see cref="StreamingOptions.Backpressure"/> hold for the stream as a whole. Default null: what is there.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or no number.</exception>
    public double? MaxRatePerPartition
    {
        get => _maxRatePerPartition;
        set => _maxRatePerPartition = value is null || (value > 0 && double.IsFinite(value.Value)) ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxRatePerPartition), value,
                "A rate is a positive number of records a second; write null for no limit.");
    }

    /// <summary>What happens when records that were not read yet are gone. Default <see cref="KafkaLostRecords.Fail"/>.</summary>
    public KafkaLostRecords WhenRecordsAreGone { get; set; } = KafkaLostRecords.Fail;

    /// <summary>How often topics are asked for new partitions. Default 30 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan LookForPartitions
    {
        get => _lookForPartitions;
        set => _lookForPartitions = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(LookForPartitions), value, "The time must be positive.");
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"group {PlainText.Of(GroupId ?? "none")}, from {Start}, {Offsets.Count} offsets, {base.ToString()}";

    /// <summary>All properties of the consumer.</summary>
    /// <exception cref="ArgumentException">A property is unknown, cannot have its value, or is not the user's to set.</exception>
    internal Dictionary<string, string> Settings(string servers)
    {
        foreach (((string topic, int partition), long offset) in Offsets)
        {
            if (string.IsNullOrEmpty(topic) || partition < 0 || offset < 0)
            {
                throw new ArgumentException(
                    $"{PlainText.Of(topic ?? "")}/{partition} cannot begin at offset {offset}: name topics, and partitions and offsets "
                    + "from 0 on.");
            }
        }

        return Merge(
            KafkaClient.Consumer,
            servers,
            [
                new("queued.min.messages", "1000000"),
                new("fetch.queue.backoff.ms", "20"), // a batch empties the queue at once
                new("client.id", "hotstream"),
            ],
            [
                ("group.id", GroupId ?? $"hotstream-{Guid.NewGuid():N}", $"set {nameof(KafkaOptions)}.{nameof(GroupId)}"),
                ("enable.auto.commit", "false", "offsets are committed after the outputs"),
                ("enable.auto.offset.store", "false", "offsets are committed after the outputs"),
                ("auto.offset.reset", "error", $"set {nameof(KafkaOptions)}.{nameof(Start)}"),
                ("enable.partition.eof", "true", "the end of a partition is no record"),
            ]);
    }
}
