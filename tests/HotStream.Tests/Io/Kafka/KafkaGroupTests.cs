using System.Collections.Concurrent;
using System.Globalization;
using HotStream.Kafka;
using HotStream.Tests.Cli;
using HotStream.Tests.Connectors;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Kafka;

/// <summary>
/// Topics whose partitions a consumer group deals. The brokers in this process refuse commits from when a member joins until all have
/// joined, where real ones take them; so with partitions that all go at once (range) records may be there twice, on these brokers only.
/// </summary>
public sealed class KafkaGroupTests
{
    private const short FindCoordinator = 10;
    private const short JoinGroup = 11;
    private const string Sticky = "cooperative-sticky";

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void What_batches_have_done_is_committed_and_comes_to_no_other_member(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which);
        string topic = cluster.Topic(2);
        Write(cluster, topic, 2, 0, 50);
        using (var first = new Member(cluster, topic))
        {
            Assert.Equal(100, first.Run.WaitFor(100).Length);
            AssertOrder(first);
            Engine.WaitFor(() => cluster.Committed(topic, topic, 0) == 50 && cluster.Committed(topic, topic, 1) == 50, "all is committed");
            first.Leave();
        }

        Write(cluster, topic, 2, 50, 10);
        using var second = new Member(cluster, topic);
        Assert.Equal(Texts(2, 50, 10), second.Run.WaitFor(20).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Sticky)]
    [InlineData("range")]
    [InlineData("roundrobin")]
    public void A_second_member_takes_a_share_and_gives_it_back_while_records_flow(string strategy)
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic(4);
        Write(cluster, topic, 4, 0, 20);
        using var first = new Member(cluster, topic, strategy);
        Pump([first], () => first.Run.Texts.Count == 80);
        using var second = new Member(cluster, topic, strategy);
        Write(cluster, topic, 4, 20, 20);
        Pump([first, second], () => first.Held == 2 && second.Held == 2);
        Write(cluster, topic, 4, 40, 20);
        Pump([first, second], () => All(first, second).Distinct().Count() == 240);
        Assert.True(second.Run.Texts.Count >= 40, "The second has no share.");
        Pump([first, second], () => Enumerable.Range(0, 4).All(partition => cluster.Committed(topic, topic, partition) == 60));
        second.Leave();
        Write(cluster, topic, 4, 60, 20);
        Pump([first], () => first.Held == 4 && All(first, second).Distinct().Count() == 320);
        if (strategy == Sticky)
        {
            string[] twice = [.. All(first, second).GroupBy(text => text).Where(same => same.Count() > 1).Select(same => same.Key)];
            Assert.True(twice.Length == 0 || first.Log.Entries.Any(IsOfGivenUp), $"Twice without a word: {string.Join(' ', twice)}");
            if (!first.Log.Entries.Concat(second.Log.Entries).Any(IsOfLost))
            {
                Assert.All(twice, text => Assert.InRange(OffsetOf(text), 20, 39)); // of those that came while the second joined
                AssertOrder(second);
            }
        }
    }

    [Fact]
    public void A_partition_keeps_its_order_from_one_member_to_the_next()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic(4);
        var seen = new ConcurrentQueue<string>(); // by both, in the order of their outputs
        int written = 0;
        using var first = new Member(cluster, topic, fails: Note);
        PumpAndWrite([first], () => first.Held == 4 && written >= 20);
        using (var second = new Member(cluster, topic, fails: Note))
        {
            PumpAndWrite([first, second], () => first.Held == 2 && second.Held == 2);
            PumpAndWrite([first, second], () => second.Run.Texts.Count >= 20);
            second.Leave();
        }

        PumpAndWrite([first], () => first.Held == 4);
        Pump([first], () => seen.Distinct().Count() == 4 * written);
        Assert.All(seen.Distinct().GroupBy(PartitionOf), partition => // what comes twice comes again behind
            Assert.Equal(Enumerable.Range(0, written), partition.Select(OffsetOf)));

        bool Note(string text)
        {
            seen.Enqueue(text);
            return false;
        }

        void PumpAndWrite(Member[] members, Func<bool> condition)
        {
            int most = written + 100;
            Pump(members, () =>
            {
                if (written < most)
                {
                    Write(cluster, topic, 4, written++, 1);
                }

                return condition();
            });
        }
    }

    [Fact]
    public void A_member_that_leaves_with_records_under_way_finishes_them_and_none_comes_twice()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic(2);
        Write(cluster, topic, 2, 0, 30);
        using var first = new Member(cluster, topic);
        Engine.WaitFor(() => first.Held == 2, "it has its partitions");
        first.Leave(); // no batch has run
        int done = first.Run.Texts.Count;
        using var second = new Member(cluster, topic);
        Pump([second], () => first.Run.Texts.Count + second.Run.Texts.Count >= 60);
        Assert.Equal(Texts(2, 0, 30), All(first, second).Order(StringComparer.Ordinal));
        Assert.Equal(done, first.Run.Texts.Count);
    }

    [Fact]
    public void Partitions_held_back_for_too_long_are_released_and_their_records_come_again_elsewhere()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic(2);
        Write(cluster, topic, 2, 0, 30);
        using var first = new Member(cluster, topic, finishWithin: TimeSpan.FromMilliseconds(300));
        Engine.WaitFor(() => first.Held == 2, "it has its partitions");
        using var second = new Member(cluster, topic);
        Pump([second], () => second.Run.Texts.Count >= 30); // the first runs no batch
        Assert.Contains(first.Log.Entries, IsOfGivenUp);
        Pump([first, second], () => All(first, second).Distinct().Count() == 60);
    }

    [Fact]
    public void Records_of_a_failed_batch_are_read_again_and_committed_when_they_succeed()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        Write(cluster, topic, 1, 0, 30);
        int failures = 0;
        using var member = new Member(cluster, topic, fails: text => text == "0-10" && failures++ == 0);
        Pump([member], () => cluster.Committed(topic, topic) == 30);
        Assert.True(failures >= 2);
        Assert.Equal(Texts(1, 0, 30), member.Run.Texts.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_member_that_dies_before_its_outputs_leaves_nothing_out_and_one_that_commits_at_receipt_does()
    {
        Assert.Equal(0, LeftOut(static source => new KafkaGroupReceiver<Utf8Slice, PayloadForm>(source), commitsAtReceipt: false));
        Assert.Equal(30, LeftOut(static source => new CommitsAtReceipt(source), commitsAtReceipt: true));
    }

    [Fact]
    public void Without_an_offset_a_member_begins_with_what_comes_and_the_next_one_there_too()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        Write(cluster, topic, 1, 0, 10);
        using (var first = new Member(cluster, topic, start: KafkaStart.Latest))
        {
            Engine.WaitFor(() => first.Held == 1, "it has its partition");
            Assert.Equal(10, cluster.Committed(topic, topic)); // before it has read anything
        }

        Write(cluster, topic, 1, 10, 10);
        using var second = new Member(cluster, topic, start: KafkaStart.Latest);
        Pump([second], () => second.Run.Texts.Count >= 10);
        Assert.Equal(Texts(1, 10, 10), second.Run.Texts.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(JoinGroup, 23, "partition.assignment.strategy")]
    [InlineData(JoinGroup, 26, "session.timeout.ms")]
    [InlineData(FindCoordinator, 30, "READ on the group")]
    public void A_refusal_is_named_with_what_to_do_and_reading_begins_when_it_passes(short api, int error, string says)
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        Write(cluster, topic, 1, 0, 5);
        cluster.Answer(api, error, error); // one may go to the client that has written, which looks for its coordinator, too
        using var member = new Member(cluster, topic);
        Pump([member], () => member.Run.Texts.Count >= 5);
        Assert.Contains(member.Log.Entries, entry => entry.Message.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void A_broker_that_is_away_is_waited_for()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        Write(cluster, topic, 1, 0, 5);
        using var member = new Member(cluster, topic);
        Pump([member], () => cluster.Committed(topic, topic) == 5);
        cluster.Stop();
        member.Run.Engine.Tick(2);
        cluster.GoOn();
        Write(cluster, topic, 1, 5, 5);
        Pump([member], () => cluster.Committed(topic, topic) == 10);
        Assert.Equal(Texts(1, 0, 10), member.Run.Texts.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Records_that_were_removed_before_they_were_read_are_named_or_passed_over()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        Write(cluster, topic, 1, 0, 5);
        using (var first = new Member(cluster, topic))
        {
            Pump([first], () => cluster.Committed(topic, topic) == 5);
            first.Leave();
        }

        Write(cluster, topic, 1, 5, 10);
        cluster.RemoveRecords(topic, 0, 8);
        using (var second = new Member(cluster, topic))
        {
            Pump([second], () => second.Log.Entries.Any(entry => entry.Message.Contains("set KafkaGroupOptions.WhenRecordsAreGone",
                StringComparison.Ordinal)));
            Assert.Empty(second.Run.Texts);
        }

        using var third = new Member(cluster, topic, whenGone: KafkaLostRecords.Skip);
        Pump([third], () => cluster.Committed(topic, topic) == 15);
        Assert.Equal(Texts(1, 8, 7), third.Run.Texts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_the_partition_whose_records_are_gone_is_held_back_and_nobody_leaves_the_group()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic(2);
        Write(cluster, topic, 2, 0, 5);
        using (var first = new Member(cluster, topic))
        {
            Pump([first], () => cluster.Committed(topic, topic) == 5 && cluster.Committed(topic, topic, 1) == 5);
            first.Leave();
        }

        Write(cluster, topic, 2, 5, 10);
        cluster.RemoveRecords(topic, 0, 8);
        using (var second = new Member(cluster, topic))
        {
            Pump([second], () => Says(second, "Nothing is read of this partition until somebody decides")
                && cluster.Committed(topic, topic, 1) == 15);
            int restarts = Restarts(second);
            cluster.Write(topic, 1, ["1-15", "1-16"]);
            Pump([second], () => cluster.Committed(topic, topic, 1) == 17);
            Assert.Equal(restarts, Restarts(second));
            Assert.InRange(restarts, 0, 1);
            second.Leave();
        }

        Assert.Equal(5, cluster.Committed(topic, topic));
        using var third = new Member(cluster, topic, whenGone: KafkaLostRecords.Skip);
        Pump([third], () => cluster.Committed(topic, topic) == 15);
        Assert.Equal(Texts(1, 8, 7), third.Run.Texts.Order(StringComparer.Ordinal));

        static bool Says(Member member, string text) =>
            member.Log.Entries.Any(entry => entry.Message.Contains(text, StringComparison.Ordinal));

        static int Restarts(Member member) =>
            member.Log.Entries.Count(entry => entry.Message.Contains(" restarts in ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_process_that_is_killed_loses_nothing_and_doubles_only_what_was_not_committed()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string from = cluster.Topic(4);
        string to = cluster.Topic();
        Write(cluster, from, 4, 0, 20);
        using CliProcess first = Process(cluster, from, to);
        using CliProcess second = Process(cluster, from, to);
        WaitFor(cluster, to, 80);
        using CliProcess third = Process(cluster, from, to);
        Write(cluster, from, 4, 20, 20);
        WaitFor(cluster, to, 160);
        Write(cluster, from, 4, 40, 20);
        long[] committed = [.. Enumerable.Range(0, 4).Select(partition => Math.Max(0, cluster.Committed(from, from, partition)))];
        first.Signal(CliProcess.Killed);
        Write(cluster, from, 4, 60, 20);
        WaitFor(cluster, to, 320);
        foreach (CliProcess each in (CliProcess[])[second, third])
        {
            each.Signal(CliProcess.Terminate);
            Assert.Equal(0, each.WaitForExit());
        }

        List<string> copied = cluster.Read(to);
        Assert.Equal(Texts(4, 0, 80), copied.Distinct().Order(StringComparer.Ordinal));
        Assert.All(copied.GroupBy(text => text).Where(same => same.Count() > 1 && OffsetOf(same.Key) >= 40), // none joined since then
            same => Assert.True(OffsetOf(same.Key) >= committed[PartitionOf(same.Key)], $"{same.Key} was committed and came again."));
    }

    [Fact]
    public void Names_and_times_that_cannot_be_are_refused()
    {
        using var engine = new Engine();
        StreamingContext context = engine.Context;
        Assert.Throws<ArgumentException>(() => context.KafkaGroupStream("127.0.0.1:9", " ", ["topic"]));
        Assert.Throws<ArgumentException>(() => context.KafkaGroupStream("127.0.0.1:9", "group", []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KafkaGroupOptions { FinishWithin = TimeSpan.FromSeconds(-1) });
        Assert.Contains("must be shorter than max.poll.interval.ms", Assert.Throws<ArgumentException>(() =>
            context.KafkaGroupStream("127.0.0.1:9", "group", ["topic"], new KafkaGroupOptions { FinishWithin = TimeSpan.FromHours(1) }))
            .Message, StringComparison.Ordinal);
        Assert.Contains("name the group", Assert.Throws<ArgumentException>(() =>
            context.KafkaGroupStream("127.0.0.1:9", "group", ["topic"], new KafkaGroupOptions { Properties = { ["group.id"] = "x" } }))
            .Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// How members of these tests read. The brokers in this process deal partitions anew a second before the session's time is over,
    /// however soon the members are there; so that is short. The client looks at its group each second, and whenever a timer runs.
    /// </summary>
    internal static KafkaGroupOptions Options() => new()
    {
        Start = KafkaStart.Earliest,
        Properties =
        {
            ["session.timeout.ms"] = "2000",
            ["heartbeat.interval.ms"] = "100",
            ["statistics.interval.ms"] = "50",
            ["fetch.wait.max.ms"] = "20", // each new beginning waits for the answer to the fetch before it
        },
    };

    /// <summary>How many records nobody has done, when a member has failed at all of them and is gone without grace.</summary>
    private static int LeftOut(Func<KafkaGroupSource, KafkaGroupReceiver<Utf8Slice, PayloadForm>> open, bool commitsAtReceipt)
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        Write(cluster, topic, 1, 0, 30);
        using (var run = new ConnectorRun(
            context => context.ReceiverStream(open(KafkaGroupSource.Of(cluster.Servers, topic, [topic], Options()))),
            static _ => true))
        {
            run.WaitUntil(() => run.Texts.Count >= 30, "all were in a batch");
            if (commitsAtReceipt)
            {
                run.WaitUntil(() => cluster.Committed(topic, topic) == 30, "all are committed");
            }
        }

        cluster.Write(topic, 0, "end");
        using var next = new Member(cluster, topic);
        Pump([next], () => next.Run.Texts.Contains("end"));
        return Texts(1, 0, 30).Except(next.Run.Texts).Count();
    }

    /// <summary>Says that records under way went to another member, or were lost to it.</summary>
    private static bool IsOfGivenUp((int Id, Microsoft.Extensions.Logging.LogLevel Level, string Message) entry) =>
        entry.Message.Contains("they come again there", StringComparison.Ordinal)
        || IsOfLost(entry);

    /// <summary>Says that a member was taken for dead: this machine had no time for it.</summary>
    private static bool IsOfLost((int Id, Microsoft.Extensions.Logging.LogLevel Level, string Message) entry) =>
        entry.Message.Contains("comes again there", StringComparison.Ordinal);

    private static CliProcess Process(KafkaCluster cluster, string from, string to) => CliProcess.Start(
        "copy", "--from", $"kafka://{cluster.Servers}/{from}?group={from}&session.timeout.ms=2500&heartbeat.interval.ms=200"
            + "&statistics.interval.ms=100",
        "--to", $"kafka://{cluster.Servers}/{to}", "--interval", "100ms");

    private static void WaitFor(KafkaCluster cluster, string topic, int records) => Engine.WaitFor(
        () =>
        {
            Thread.Sleep(200);
            return cluster.Read(topic).Distinct().Count() >= records;
        },
        $"{records} records are copied");

    /// <summary>Lets all members run batches, until something is so.</summary>
    private static void Pump(Member[] members, Func<bool> condition) => Engine.WaitFor(
        () =>
        {
            Array.ForEach(members, static member => member.Run.Engine.Tick());
            Thread.Sleep(5);
            return condition();
        },
        () => $"it is so. {string.Join("; ", members.Select(static member => $"{member.Held} partitions, {member.Run.Texts.Count} texts, "
            + string.Join('|', member.Log.Entries.TakeLast(4))))}");

    private static void Write(KafkaCluster cluster, string topic, int partitions, int from, int count)
    {
        for (int partition = 0; partition < partitions; partition++)
        {
            cluster.Write(topic, partition, Enumerable.Range(from, count).Select(i => $"{partition}-{i}"));
        }
    }

    private static IEnumerable<string> Texts(int partitions, int from, int count) => Enumerable.Range(0, partitions)
        .SelectMany(partition => Enumerable.Range(from, count).Select(i => $"{partition}-{i}")).Order(StringComparer.Ordinal);

    private static IEnumerable<string> All(params Member[] members) => members.SelectMany(static member => member.Run.Texts);

    private static void AssertOrder(Member member)
    {
        foreach (IGrouping<int, string> partition in member.Run.Texts.GroupBy(PartitionOf))
        {
            Assert.Equal(partition.OrderBy(OffsetOf), partition);
        }
    }

    private static int PartitionOf(string text) => int.Parse(text[..text.IndexOf('-', StringComparison.Ordinal)],
        CultureInfo.InvariantCulture);

    private static int OffsetOf(string text) => int.Parse(text[(text.IndexOf('-', StringComparison.Ordinal) + 1)..],
        CultureInfo.InvariantCulture);

    /// <summary>A member of the group that has the topic's name.</summary>
    private sealed class Member : IDisposable
    {
        private volatile int _held;

        public Member(KafkaCluster cluster, string topic, string strategy = Sticky, Func<string, bool>? fails = null,
            TimeSpan? finishWithin = null, KafkaStart start = KafkaStart.Earliest, KafkaLostRecords whenGone = KafkaLostRecords.Fail)
        {
            KafkaGroupOptions options = Options();
            options.Start = start;
            options.WhenRecordsAreGone = whenGone;
            options.FinishWithin = finishWithin ?? options.FinishWithin;
            options.Properties["partition.assignment.strategy"] = strategy;
            options.OnHeld = held => _held = held;
            Run = new ConnectorRun(context => context.KafkaGroupStream(cluster.Servers, topic, [topic], options), fails,
                with => with.LoggerFactory = Log);
        }

        public ConnectorRun Run { get; }

        public LogCapture Log { get; } = new();

        public int Held => _held;

        public void Leave() => Run.Engine.Context.Stop(graceful: true);

        public void Dispose() => Run.Dispose();
    }

    /// <summary>The fault that tests must find: offsets are the group's before outputs are done.</summary>
    private sealed class CommitsAtReceipt(KafkaGroupSource source) : KafkaGroupReceiver<Utf8Slice, PayloadForm>(source)
    {
        protected override long DoneOf(SlabWriter<Utf8Slice> writer) => writer.Stored;
    }
}
