using HotStream.Kafka;
using HotStream.Testing;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;

namespace HotStream.Tests.Io.Kafka;

/// <summary>Batches as transactions. That brokers keep from readers what is aborted, only real ones show.</summary>
public sealed class KafkaTransactionTests
{
    private static readonly TimeSpan s_away = TimeSpan.FromMilliseconds(300);

    public static TheoryData<short, KafkaFault> Moments { get; } = new MatrixTheoryData<short, KafkaFault>(
        [
            KafkaRequests.InitProducerId, KafkaRequests.AddPartitions, KafkaRequests.Produce, KafkaRequests.AddOffsets,
            KafkaRequests.TransactionOffsets, KafkaRequests.EndTransaction,
        ],
        Enum.GetValues<KafkaFault>());

    private static RecordEncoder<string> Text => RecordEncoders.Text<string>();

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void A_transactional_sink_keeps_the_contract_of_sinks(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which, keepsTransactions: true);
        string topic = cluster.Topic();
        LawAssert.AllHold(SinkContract.Check(new SinkUnderTest<string>
        {
            Write = stream => stream.SaveToKafka(cluster.Servers, topic, null, Text, new KafkaSinkOptions { TransactionalId = topic }),
            Stored = () => cluster.Read(topic),
            Record = i => $"record {i} of more than twelve bytes",
            Poison = [new string('x', 2_000_000)],
        }), SinkContract.Away, SinkContract.Keyed);
    }

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void A_batch_that_runs_again_in_the_next_life_is_in_the_topic_once(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which, keepsTransactions: true);
        string topic = cluster.Topic();
        var source = new ReplayableSource<string>([["1", "2"], ["3"], ["4", "5"], ["6"]]);
        using var run = new CrashRun(
            context => source.Open(context)
                .SaveToKafka(cluster.Servers, topic, null, Text, new KafkaSinkOptions { TransactionalId = topic }),
            new CrashOptions { CheckpointInterval = TimeSpan.FromHours(1), Partitions = 2 });
        run.LiveUntil(CrashMoment.AfterOutputs, 2);
        run.LiveUntil(CrashMoment.BeforeOutputs, 3);
        run.LiveUntil(CrashMoment.AfterOutputs, 3);
        run.Live(1, graceful: true);
        Assert.Equal(["1", "2", "3", "4", "5", "6"], cluster.Read(topic).Order());
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void A_broker_that_goes_away_in_the_midst_of_a_transaction_costs_a_batch_nothing_but_time(short request, KafkaFault fault)
    {
        using KafkaCluster cluster = KafkaCluster.Start(keepsTransactions: true);
        string topic = cluster.Topic();
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>(["1", "2"], ["3"]).SaveToKafka(cluster.Servers, topic, null, Text,
            new KafkaSinkOptions { TransactionalId = topic, RetryFor = TimeSpan.FromSeconds(20) });
        cluster.Spoil(request, fault);
        var ticks = new SideThread(() => engine.Tick());
        ticks.Start();
        cluster.AwaitSpoilt();
        if (fault != KafkaFault.AnswerIsLate)
        {
            Thread.Sleep(s_away);
            cluster.GoOn();
        }

        ticks.Join();
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(["1", "2", "3"], cluster.Read(topic));
    }

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void Another_query_with_the_same_name_writes_its_own_batches(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which, keepsTransactions: true);
        string topic = cluster.Topic();
        foreach (string record in (string[])["first", "second"])
        {
            using var engine = new Engine(partitions: 1);
            engine.Queue<string>([record]).SaveToKafka(cluster.Servers, topic, null, Text,
                new KafkaSinkOptions { TransactionalId = topic });
            engine.Tick();
            engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        }

        Assert.Equal(["first", "second"], cluster.Read(topic));
    }

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void Of_two_sinks_with_one_name_the_later_ends_the_earlier(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which, keepsTransactions: true);
        string topic = cluster.Topic();
        using var earlier = new Engine(partitions: 1);
        using var later = new Engine(partitions: 1);
        foreach ((Engine engine, string[] records) in ((Engine, string[])[])[(earlier, ["1", "2"]), (later, ["3"])])
        {
            engine.Queue(records.Select(record => new[] { record })).SaveToKafka(cluster.Servers, topic, null, Text,
                new KafkaSinkOptions { TransactionalId = topic });
        }

        earlier.Tick();
        later.Tick();
        earlier.Tick();
        Assert.Contains("another producer has the same TransactionalId", earlier.Failure().Message, StringComparison.Ordinal);
        Assert.Equal(["1", "3"], cluster.Read(topic));
    }

    [Theory]
    [InlineData(KafkaRequests.AddPartitions, 29, "this user may not write there")]
    [InlineData(KafkaRequests.AddPartitions, 53, "Transactional Id authorization failed")]
    [InlineData(KafkaRequests.AddOffsets, 30, "Group authorization failed")]
    [InlineData(KafkaRequests.TransactionOffsets, 30, "Group authorization failed")]
    [InlineData(KafkaRequests.EndTransaction, 53, "Transactional Id authorization failed")]
    public void What_brokers_refuse_is_said_as_they_say_it_and_the_next_batch_is_there(short request, int error, string says)
    {
        using KafkaCluster cluster = KafkaCluster.Start(keepsTransactions: true);
        string topic = cluster.Topic();
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>(["1"], ["2"], ["3"]).SaveToKafka(cluster.Servers, topic, null, Text,
            new KafkaSinkOptions { TransactionalId = topic });
        engine.Tick();
        cluster.Answer(request, error);
        engine.Tick();
        Assert.Contains(says, engine.Failure().Message, StringComparison.Ordinal);
        engine.Tick();
        Assert.Equal(["1", "3"], cluster.Read(topic));
    }

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void Topic_to_topic_is_exactly_once_over_crashes(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which, keepsTransactions: true);
        string from = cluster.Topic(2);
        string to = cluster.Topic();
        int written = 0;
        KafkaInput<Utf8Slice, PayloadForm>? stream = null;
        using var run = new CrashRun(
            context =>
            {
                DStream<Utf8Slice> input = context.KafkaStream(cluster.Servers, from, new KafkaOptions { Start = KafkaStart.Earliest });
                stream = (KafkaInput<Utf8Slice, PayloadForm>)input;
                input.SaveToKafka(cluster.Servers, to, new KafkaSinkOptions { TransactionalId = to });
            },
            new CrashOptions
            {
                BeforeBatch = batch =>
                {
                    if (batch > 8)
                    {
                        return;
                    }

                    cluster.Write(from, batch % 2, Enumerable.Range(0, 20).Select(_ => $"record {written++} of more than twelve bytes"));
                    KafkaStreamTests.AwaitFetched(stream!, 2, 20);
                },
            });
        run.LiveUntil(CrashMoment.BeforeOutputs, 3);
        run.LiveUntil(CrashMoment.AfterOutputs, 5);
        run.LiveUntil(CrashMoment.AfterBatch, 6);
        for (int i = 0; i < 30 && (i < 2 || cluster.Read(to).Count < written); i++)
        {
            run.Live(2, graceful: true);
        }

        Assert.Equal(Enumerable.Range(0, written).Select(i => $"record {i} of more than twelve bytes").Order(), cluster.Read(to).Order());
    }
}
