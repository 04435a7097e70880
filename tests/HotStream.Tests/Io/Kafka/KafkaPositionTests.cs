using HotStream.Kafka;
using HotStream.Testing;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Kafka;

/// <summary>Where topics are read from: at the first start, after a crash, and when brokers or records are gone.</summary>
public sealed class KafkaPositionTests
{
    private static KafkaOptions Earliest => new() { Start = KafkaStart.Earliest };

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void A_stream_begins_with_what_comes_with_the_oldest_or_with_an_offset(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which);
        string topic = cluster.Topic();
        cluster.Write(topic, 0, "0", "1", "2");
        using var engine = new Engine();
        var latest = (KafkaInput<Utf8Slice, PayloadForm>)engine.Context.KafkaStream(cluster.Servers, topic);
        List<List<string>> new_ = Engine.Collect(latest.Map(text => text.ToString()));
        List<List<string>> all = Engine.Collect(engine.Context.KafkaStream(cluster.Servers, topic, Earliest).Map(text => text.ToString()));
        List<List<string>> some = Engine.Collect(engine.Context.KafkaStream(cluster.Servers, topic,
            new KafkaOptions { Offsets = { [(topic, 0)] = 2 } }).Map(text => text.ToString()));
        KafkaStreamTests.TickUntil(engine, () => latest.PartitionsRead == 1);
        cluster.Write(topic, 0, "3");
        KafkaStreamTests.TickUntil(engine, () => new_.Sum(batch => batch.Count) + all.Sum(batch => batch.Count)
            + some.Sum(batch => batch.Count) == 7);
        Assert.Equal(["3"], new_.SelectMany(batch => batch));
        Assert.Equal(["0", "1", "2", "3"], all.SelectMany(batch => batch));
        Assert.Equal(["2", "3"], some.SelectMany(batch => batch));
    }

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void A_group_has_the_offsets_of_batches_whose_outputs_succeeded_and_goes_on_there(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which);
        string topic = cluster.Topic();
        string group = $"group-{topic}";
        cluster.Write(topic, 0, "0", "1");
        var options = new KafkaOptions { Start = KafkaStart.Earliest, GroupId = group };
        using (var first = new Engine())
        {
            List<List<string>> seen = Engine.Collect(first.Context.KafkaStream(cluster.Servers, topic, options)
                .Map(text => text.ToString()));
            KafkaStreamTests.TickUntil(first, () => seen.Sum(batch => batch.Count) == 2);
            Engine.WaitFor(() => cluster.Committed(group, topic) == 2, "the offsets are committed");
        }

        cluster.Write(topic, 0, "2");
        using (var second = new Engine())
        {
            bool ran = false;
            second.Context.KafkaStream(cluster.Servers, topic, options).ForeachBatch(batch =>
            {
                ran |= batch.Count() > 0;
                throw new InvalidOperationException("made to fail");
            });
            Engine.WaitFor(
                () =>
                {
                    second.Tick();
                    return ran;
                },
                "a batch had records");
        }

        Assert.Equal(2, cluster.Committed(group, topic));
        using var third = new Engine();
        List<List<string>> again = Engine.Collect(third.Context.KafkaStream(cluster.Servers, topic, options).Map(text => text.ToString()));
        KafkaStreamTests.TickUntil(third, () => again.Sum(batch => batch.Count) == 1);
        Assert.Equal(["2"], again.SelectMany(batch => batch));
    }

    [Theory]
    [InlineData(CrashMoment.BeforeLog)]
    [InlineData(CrashMoment.InLog)]
    [InlineData(CrashMoment.BeforeOutputs)]
    [InlineData(CrashMoment.AfterOutputs)]
    [InlineData(CrashMoment.AfterBatch)]
    [InlineData(CrashMoment.InCheckpointFile)]
    public void State_has_each_record_once_after_a_crash(CrashMoment moment)
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic(2);
        int written = 0;
        KafkaInput<Utf8Slice, PayloadForm>? stream = null;
        Dictionary<string, long> counts = [];
        using var run = new CrashRun(
            context =>
            {
                stream = (KafkaInput<Utf8Slice, PayloadForm>)context.KafkaStream(cluster.Servers, topic, Earliest);
                stream.CountByValue()
                    .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) =>
                        Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum()))
                    .ForeachBatch(batch => counts = batch.ToList().ToDictionary(pair => pair.Key.ToString(), pair => pair.Value));
            },
            new CrashOptions
            {
                BeforeBatch = batch =>
                {
                    if (batch > 8)
                    {
                        return;
                    }

                    cluster.Write(topic, batch % 2, Enumerable.Range(0, 50).Select(_ => $"record {written++} of more than twelve bytes"));
                    KafkaStreamTests.AwaitFetched(stream!, 2, 50);
                },
            });
        Assert.True(run.LiveUntil(moment, 4));
        run.LiveUntil(moment, 6);
        for (int i = 0; i < 30 && (i < 2 || counts.Count < written); i++)
        {
            run.Live(2, graceful: true);
        }

        Assert.Equal(written, counts.Count);
        Assert.All(counts, count => Assert.Equal(1, count.Value));
    }

    [Fact]
    public void A_broker_that_is_away_is_waited_for()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        cluster.Write(topic, 0, "before");
        using var engine = new Engine();
        List<List<string>> seen = Engine.Collect(engine.Context.KafkaStream(cluster.Servers, topic, Earliest).Map(text => text.ToString()));
        KafkaStreamTests.TickUntil(engine, () => seen.Sum(batch => batch.Count) == 1);
        cluster.Stop();
        for (int i = 0; i < 10; i++)
        {
            Thread.Sleep(1000); // away for ten seconds, as a broker is that is restarted
            engine.Tick();
        }

        cluster.GoOn();
        cluster.Write(topic, 0, "after");
        KafkaStreamTests.TickUntil(engine, () => seen.Sum(batch => batch.Count) == 2);
        Assert.Equal(["before", "after"], seen.SelectMany(batch => batch));
    }

    [Fact]
    public void A_batch_that_is_run_again_waits_for_a_broker_that_is_away()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        cluster.Write(topic, 0, "0", "1", "2");
        cluster.Stop();
        using var engine = new Engine();
        KafkaDStream<Utf8Slice> stream = engine.Context.KafkaStream(cluster.Servers, topic, Earliest);
        stream.Replay([[new SourceRange($"{topic}/0", "1", "3")]]);
        List<List<string>> seen = Engine.Collect(stream.Map(text => text.ToString()));
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(engine.Context.AwaitDueBatches(TimeSpan.FromSeconds(1)));
        cluster.GoOn();
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        Assert.Equal(["1", "2"], seen.SelectMany(batch => batch));
    }

    [Fact]
    public void A_stop_does_not_wait_for_a_broker_that_is_away()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        cluster.Write(topic, 0, "0");
        cluster.Stop();
        using var engine = new Engine();
        KafkaDStream<Utf8Slice> stream = engine.Context.KafkaStream(cluster.Servers, topic, Earliest);
        stream.Replay([[new SourceRange($"{topic}/0", "0", "1")]]);
        stream.ForeachBatch(_ => { });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(engine.Context.AwaitDueBatches(TimeSpan.FromMilliseconds(500)));
        engine.Context.Stop();
        Assert.IsType<OperationCanceledException>(engine.Failure().InnerException);
    }

    [Fact]
    public void A_topic_that_is_made_later_is_read_whole()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        string later = $"{topic}-later";
        using var engine = new Engine();
        List<List<string>> seen = Engine.Collect(engine.Context.KafkaStream(cluster.Servers, [topic, later]).Map(text => text.ToString()));
        KafkaStreamTests.TickUntil(engine, () => true);
        Thread.Sleep(500);
        cluster.Create(later, 2);
        cluster.Write(later, 1, "first");
        KafkaStreamTests.TickUntil(engine, () => seen.Sum(batch => batch.Count) == 1);
        Assert.Equal(["first"], seen.SelectMany(batch => batch));
    }

    [Fact]
    public void Records_that_are_gone_fail_batches_until_they_are_to_be_skipped()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        cluster.Write(topic, 0, "0", "1", "2", "3");
        cluster.RemoveRecords(topic, 0, 2);
        using (var failing = new Engine())
        {
            failing.Context.KafkaStream(cluster.Servers, topic, new KafkaOptions { Offsets = { [(topic, 0)] = 0 } }).ForeachBatch(_ => { });
            Engine.WaitFor(
                () =>
                {
                    failing.Tick();
                    return failing.Context.Progress.FailedBatches > 0;
                },
                "a batch failed");
            Exception cause = Assert.IsType<InvalidDataException>(failing.Failure().InnerException);
            Assert.Contains($"{topic}/0 was to be read from offset 0, and has 2 to 4 only", cause.Message, StringComparison.Ordinal);
            Assert.Contains("WhenRecordsAreGone", cause.Message, StringComparison.Ordinal);
        }

        using var engine = new Engine();
        List<List<string>> seen = Engine.Collect(engine.Context.KafkaStream(cluster.Servers, topic, new KafkaOptions
        {
            Offsets = { [(topic, 0)] = 0 },
            WhenRecordsAreGone = KafkaLostRecords.Skip,
        }).Map(text => text.ToString()));
        KafkaStreamTests.TickUntil(engine, () => seen.Sum(batch => batch.Count) == 2);
        Assert.Equal(["2", "3"], seen.SelectMany(batch => batch));
    }
}
