using HotStream.Kafka;
using HotStream.Tests.Io.Kafka;

namespace HotStream.Torture;

/// <summary>
/// A topic whose partitions a consumer group deals, at brokers of its own in this process. In some lives the program is two members of the
/// group, and now and then another one comes for a while. A line comes again until the group's offset is behind it: what was committed
/// when a life ended is in none of the batches after it.
/// </summary>
internal sealed class KafkaGroupSender : KeptSender, IVisitedGroup
{
    public const string Group = "torture";
    private const string Topic = "torture";
    private const string Idle = "idle"; // of the second member, when it is none of the group
    private const int Partitions = 3;
    private const int AnswerMilliseconds = 5000;

    private readonly KafkaCluster _cluster;
    private readonly KafkaClient _asker;
    private readonly List<(long Time, long[] Committed)> _ends = []; // of lives
    private KafkaVisitor? _visitor;
    private int _members = 1;

    public KafkaGroupSender()
        : this(KafkaCluster.Start())
    {
    }

    private KafkaGroupSender(KafkaCluster cluster)
        : base('g', cluster, Partitions)
    {
        _cluster = cluster;
        cluster.Create(Topic, Partitions);
        cluster.Create(Idle, 1);
        _asker = KafkaClient.Create(KafkaClient.Consumer, [new("bootstrap.servers", cluster.Servers), new("group.id", Group)], 0);
    }

    public override string Address => $"{_cluster.Servers}/{_members}";

    public static DStream<Utf8Slice> Read(StreamingContext context, string address)
    {
        string[] parts = address.Split('/');
        DStream<Utf8Slice> first = Member(context, parts[0], Topic).Named("first member");
        return first.Union(Member(context, parts[0], parts[1] == "2" ? Topic : Idle).Named("second member"));
    }

    public override void BeginLife(Random random) => _members = random.Next(1, 3);

    /// <summary>Asks what is committed, if the brokers are there.</summary>
    public override void EndLife(long lastBatch)
    {
        if (IsAway)
        {
            return;
        }

        long[] committed = new long[Partitions];
        using var list = new PartitionList([.. committed.Select((_, partition) => (new TopicPartition(Topic, partition), 0L))]);
        if (Ask(list) == KafkaCode.Ok)
        {
            for (int i = 0; i < Partitions; i++)
            {
                committed[i] = list.Items[i].Offset;
            }

            _ends.Add((lastBatch, committed));
        }
    }

    public override bool MayComeAgain(int connection, int line, long time) =>
        _ends.FindLastIndex(end => end.Time < time) is not (>= 0 and int last) || line >= _ends[last].Committed[connection];

    public bool Visit(TimeSpan time, bool leaves)
    {
        if (_visitor is { IsGone: false })
        {
            return false;
        }

        _visitor = new KafkaVisitor([.. Settings, new("bootstrap.servers", _cluster.Servers), new("group.id", Group),
            new("partition.assignment.strategy", "cooperative-sticky"), new("enable.auto.commit", "false")], Topic, time, leaves);
        return true;
    }

    public override void Dispose()
    {
        _visitor?.End();
        _asker.Release();
        base.Dispose();
    }

    protected override void Write(int partition, string[] lines) => _cluster.Write(Topic, partition, lines);

    /// <summary>Who was killed must be taken for dead soon, else its partitions are nobody's for all of the next life.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Settings =>
        [new("session.timeout.ms", "1200"), new("heartbeat.interval.ms", "200")];

    private static DStream<Utf8Slice> Member(StreamingContext context, string servers, string topic)
    {
        var options = new KafkaGroupOptions { Start = KafkaStart.Earliest };
        foreach ((string name, string value) in Settings)
        {
            options.Properties[name] = value;
        }

        string group = topic == Topic ? Group : Idle;
#if HOTSTREAM_TWIN
        if (TwinRuns.IsOn(TwinRuns.CommitAtReceipt))
        {
            return context.ReceiverStream(new CommitsAtReceipt(KafkaGroupSource.Of(servers, group, [topic], options)));
        }
#endif
        return context.KafkaGroupStream(servers, group, [topic], options);
    }

    private unsafe KafkaCode Ask(in PartitionList list) => RdKafka.Committed(_asker.Handle, list.Native, AnswerMilliseconds);

#if HOTSTREAM_TWIN
    /// <summary>The deliberate fault: the group has the offsets of records that no batch has done.</summary>
    private sealed class CommitsAtReceipt(KafkaGroupSource source) : KafkaGroupReceiver<Utf8Slice, PayloadForm>(source)
    {
        protected override long DoneOf(SlabWriter<Utf8Slice> writer) => writer.Stored;
    }
#endif
}
