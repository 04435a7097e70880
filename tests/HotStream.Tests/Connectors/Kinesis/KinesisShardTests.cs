using System.Text;
using HotStream.Kinesis;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>Shards that are split and merged, records that were sent as one, and where reading begins, against kinesalite.</summary>
[Collection(KinesisCollection.Name)]
public sealed class KinesisShardTests(KinesisFixture fixture)
{
    private const string First = "shardId-000000000000";
    private const string Second = "shardId-000000000001";
    private const string Third = "shardId-000000000002";

    private readonly KinesisServer _server = fixture.Server;

    [Fact]
    public void Shards_that_are_split_and_merged_give_each_record_once_and_keys_keep_their_order()
    {
        string stream = _server.Stream();
        List<string> sent = [];
        Send(stream, sent);
        _server.Split(stream, First);
        Send(stream, sent);
        _server.Merge(stream, Second, Third);
        Send(stream, sent);
        KinesisOptions options = _server.Reading();
        options.RecordsMax = 17;
        using var engine = new Engine(partitions: 3);
        List<string> seen = [];
        engine.Context.KinesisRecordStream(stream, options).Map(static record => record.ToString())
            .ForeachBatch(batch => seen.AddRange(batch.ToList()));
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return seen.Count >= sent.Count;
            },
            () => $"all {sent.Count} came; {seen.Count} did");
        engine.Tick(3);
        foreach (IGrouping<string, string> key in sent.GroupBy(KeyOf))
        {
            Assert.Equal(key, seen.Where(text => KeyOf(text) == key.Key));
        }

        Assert.Equal(sent.Count, seen.Count);

        static string KeyOf(string text) => text.Split(':')[0];
    }

    [Fact]
    public void State_has_each_record_once_after_crashes_while_shards_change()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("hotstream-kinesis-");
        try
        {
            string stream = _server.Stream();
            KinesisOptions options = _server.Reading();
            options.RecordsMax = 60;
            var clock = new ManualClock();
            var counts = new Dictionary<string, long>();
            List<string> sent = [];
            Action[] changes =
                [() => { }, () => _server.Split(stream, First), () => _server.Merge(stream, Second, Third), () => { }];
            foreach (Action change in changes)
            {
                Send(stream, sent);
                change();
                Send(stream, sent);
                using StreamingContext context = Start();
                Engine.WaitFor(() => ConnectorCount.Step(context, clock) && counts.Count >= sent.Count - 90, "enough is in the state");
                context.Stop(graceful: false);
            }

            using StreamingContext last = Start();
            Engine.WaitFor(() => ConnectorCount.Step(last, clock) && counts.Count >= sent.Count, "all is in the state");
            Assert.Equal(sent.Select(text => text.Split(' ')[1]).Order(), counts.Keys.Order());
            Assert.All(counts.Values, static count => Assert.Equal(1, count));

            StreamingContext Start() => ConnectorCount.Start(directory, clock, TimeSpan.FromSeconds(3),
                context => context.KinesisStream(stream, options), counts);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Reading_may_begin_with_what_comes_next_and_leaves_out_shards_that_are_closed()
    {
        string stream = _server.Stream();
        _server.Add(stream, ["old"]);
        _server.Split(stream, First);
        _server.Add(stream, ["old"]);
        KinesisOptions options = _server.Reading();
        options.Start = KinesisStart.Latest;
        using var run = new ConnectorRun(context => context.KinesisStream(stream, options));
        run.WaitUntil(
            () =>
            {
                _server.Add(stream, ["new"]);
                return !run.Texts.IsEmpty;
            },
            "something new came");
        Assert.All(run.Texts, static text => Assert.Equal("new", text));
    }

    [Fact]
    public void Reading_may_begin_at_a_time()
    {
        string stream = _server.Stream();
        _server.Add(stream, ["old"]);
        Thread.Sleep(20); // the server's times are milliseconds
        KinesisOptions options = _server.Reading();
        options.StartTime = DateTimeOffset.UtcNow;
        _server.Add(stream, ["new"]);
        using var run = new ConnectorRun(context => context.KinesisStream(stream, options));
        Assert.Equal(["new"], run.WaitFor(1));
    }

    [Fact]
    public void Records_that_were_sent_as_one_are_taken_apart_and_read_again_in_parts()
    {
        string stream = _server.Stream();
        byte[] damaged = Aggregates.Of(("k", "x"));
        damaged[^1] ^= 1;
        _server.Add(stream, [
            ("whole", Aggregates.Of(("k1", "a"), ("k2", "b"), ("k1", "c"))), ("alone", "d"u8.ToArray()), ("damaged", damaged),
            ("last", Aggregates.Of(("k3", "e")))]);
        KinesisOptions options = _server.Reading();
        options.RecordsMax = 2;
        using var engine = new Engine(partitions: 1);
        InputDStream<KinesisRecord> input = engine.Context.KinesisRecordStream(stream, options);
        List<List<string>> seen = Engine.Collect(input.Map(static record => $"{record.SubSequenceNumber} {record}"));
        List<IReadOnlyList<SourceRange>> ranges = [];
        engine.Context.BatchCompleted += _ => ranges.Add(input.LastRanges!);
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return seen.Sum(batch => batch.Count) == 6;
            },
            "all came");
        string[] all = [.. seen.SelectMany(batch => batch)];
        Assert.Equal(["0 k1: a", "1 k2: b", "2 k1: c", " alone: d"], all[..4]);
        Assert.StartsWith(" damaged: ", all[4], StringComparison.Ordinal);
        Assert.Equal("0 k3: e", all[5]);

        using var again = new Engine(partitions: 1);
        InputDStream<KinesisRecord> second = again.Context.KinesisRecordStream(stream, options);
        second.Replay(ranges);
        List<List<string>> seenAgain = Engine.Collect(second.Map(static record => $"{record.SubSequenceNumber} {record}"));
        again.Tick(ranges.Count);
        Assert.Equal(seen, seenAgain);
    }

    [Theory]
    [InlineData(KinesisLostRecords.Fail)]
    [InlineData(KinesisLostRecords.Skip)]
    public void A_range_of_which_records_are_gone_fails_its_batch_or_is_passed_over(KinesisLostRecords policy)
    {
        string stream = _server.Stream();
        _server.Add(stream, ["a", "b", "c"]);
        KinesisOptions options = _server.Reading();
        options.WhenRecordsAreGone = policy;
        using var log = new LogCapture();
        using var engine = new Engine(with: with => with.LoggerFactory = log);
        InputDStream<Utf8Slice> input = engine.Context.KinesisStream(stream, options);
        input.Replay([[new SourceRange(First, "TRIM_HORIZON", $"{_server.Last(stream)}#5")]]);
        List<List<string>> seen = Engine.Collect(input.Map(static text => text.ToString()));
        engine.Tick();
        if (policy == KinesisLostRecords.Fail)
        {
            string said = engine.Failure().ToString();
            Assert.Contains("3 are there", said, StringComparison.Ordinal);
            Assert.Contains("KinesisOptions.WhenRecordsAreGone", said, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(["a", "b", "c"], Assert.Single(seen));
            Assert.Contains(log.Entries, entry => entry.Message.Contains("missing in the batch", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_stream_that_was_made_again_is_not_read_on()
    {
        string stream = _server.Stream();
        _server.Add(stream, ["a"]);
        using var engine = new Engine();
        List<List<string>> seen = Engine.Collect(
            engine.Context.KinesisStream(stream, _server.Reading()).Map(static text => text.ToString()));
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return seen.Exists(batch => batch.Count > 0);
            },
            "it came");
        _server.Delete(stream);
        Thread.Sleep(1100); // when a stream was made is known to the second
        _server.Make(stream);
        _server.Add(stream, ["x"]);
        string said = "";
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                said = Record.Exception(() => engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero))?.ToString() ?? "";
                return said.Length > 0;
            },
            "a batch failed");
        Assert.Matches("made (again|anew)", said); // who looks and who fetches notice it
        Assert.DoesNotContain("x", seen.SelectMany(batch => batch));
    }

    private void Send(string stream, List<string> sent)
    {
        (string Key, string Text)[] more = [.. Enumerable.Range(sent.Count, 150).Select(i => ($"k{i % 7}", $"{i}"))];
        _server.Add(stream, more.Select(record => (record.Key, Encoding.UTF8.GetBytes(record.Text))));
        sent.AddRange(more.Select(record => $"{record.Key}: {record.Text}"));
    }
}
