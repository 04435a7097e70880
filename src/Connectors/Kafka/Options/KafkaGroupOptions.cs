using System.Globalization;
using HotStream.Kafka;

namespace HotStream;

/// <summary>How topics are read as a member of a consumer group. Setters refuse what cannot work.</summary>
public sealed class KafkaGroupOptions : KafkaClientOptions
{
    private const string PollInterval = "max.poll.interval.ms";
    private const long DefaultPollMilliseconds = 300_000;

    private TimeSpan _finishWithin = TimeSpan.FromSeconds(30);
    private KafkaStart _start = KafkaStart.Latest;
    private KafkaLostRecords _whenRecordsAreGone = KafkaLostRecords.Fail;

    /// <summary>
    /// Where partitions begin whose offset the group does not know. It is noted in the group before the first record is read, so that a
    /// member that dies at once leaves nothing out. Default <see cref="KafkaStart.Latest"/>, as in Kafka.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">No such start.</exception>
    public KafkaStart Start
    {
        get => _start;
        set => _start = Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(Start), value, "There is no such start.");
    }

    /// <summary>
    /// What happens when records at the group's offset are gone. <see cref="KafkaLostRecords.Fail"/>, the default: nothing is read of that
    /// partition, and an error says so each minute, until somebody decides. The others are read on.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">No such way.</exception>
    public KafkaLostRecords WhenRecordsAreGone
    {
        get => _whenRecordsAreGone;
        set => _whenRecordsAreGone = Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(WhenRecordsAreGone), value, "There is no such way.");
    }

    /// <summary>
    /// How long partitions that go to another member are held back until the batches with their records are done. What is not done then is
    /// given up: its outputs run here, and its records come again there. Longer than a batch takes, and shorter than
    /// <c>max.poll.interval.ms</c> (5 minutes), after which brokers take a member for dead. Default 30 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan FinishWithin
    {
        get => _finishWithin;
        set => _finishWithin = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(FinishWithin), value, "The time cannot be negative.");
    }

    /// <summary>Called with the number of partitions that are held, after each change; on the thread of the member. For tests.</summary>
    internal Action<int>? OnHeld { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"from {Start}, batches end within {PlainText.Of(FinishWithin)}, {base.ToString()}";

    /// <summary>All properties of the consumer.</summary>
    /// <exception cref="ArgumentException">A property is unknown, cannot have its value, or is not the user's to set.</exception>
    internal Dictionary<string, string> Settings(string servers, string group)
    {
        Dictionary<string, string> settings = Merge(
            KafkaClient.Consumer,
            servers,
            [
                new("partition.assignment.strategy", "cooperative-sticky"), // who keeps a partition reads on meanwhile
                new("fetch.queue.backoff.ms", "20"),
                new("client.id", "hotstream"),
            ],
            [
                ("group.id", group, "name the group"),
                ("group.protocol", "classic", "the newer protocol is not supported"),
                ("enable.auto.commit", "false", "offsets are committed after the outputs"),
                ("enable.auto.offset.store", "false", "offsets are committed after the outputs"),
                ("auto.offset.reset", "error", $"set {nameof(KafkaGroupOptions)}.{nameof(Start)}"),
                ("enable.partition.eof", "false", "the end of a partition is no record"),
            ]);
        long most = settings.TryGetValue(PollInterval, out string? text) ? long.Parse(text, CultureInfo.InvariantCulture)
            : DefaultPollMilliseconds;
        return FinishWithin.TotalMilliseconds < most ? settings : throw new ArgumentException(
            $"{nameof(FinishWithin)} ({PlainText.Of(FinishWithin)}) must be shorter than {PollInterval} ({most}): brokers take a member "
            + "for dead that holds partitions back for longer.");
    }
}
