using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using HotStream.Kinesis;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>
/// What kinesalite never does: throttling, iterators that are too old, records that are gone, lies. By a proxy before it.
/// </summary>
[Collection(KinesisCollection.Name)]
public sealed class KinesisTroubleTests(KinesisFixture fixture)
{
    private const string First = "shardId-000000000000";

    private readonly KinesisServer _server = fixture.Server;

    [Theory]
    [InlineData("ProvisionedThroughputExceededException", "hotstream.kinesis.throttled")]
    [InlineData("LimitExceededException", "hotstream.kinesis.throttled")]
    [InlineData("ExpiredIteratorException", "hotstream.kinesis.iterators_expired")]
    [InlineData("InternalFailure", null)]
    public void Requests_that_are_refused_for_now_are_sent_again_and_counted_and_no_record_is_lost(string code, string? counter)
    {
        string stream = _server.Stream();
        using var proxy = new KinesisProxy(_server.Url);
        int asked = 0;
        proxy.Answer = (operation, _) => operation == "GetRecords" && Interlocked.Increment(ref asked) % 2 == 1
            ? KinesisProxy.Refusal(code) : null;
        long counted = 0;
        using var meter = new MeterListener();
        meter.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == counter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meter.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag.Value?.ToString() == stream))
            {
                Interlocked.Add(ref counted, value);
            }
        });
        meter.Start();
        KinesisOptions options = _server.Reading(proxy.Url);
        options.RecordsMax = 10;
        using var run = new ConnectorRun(context => context.KinesisStream(stream, options), partitions: 1);
        string[] sent = [.. Enumerable.Range(0, 30).Select(i => $"{i}")];
        foreach (string[] some in sent.Chunk(10))
        {
            _server.Add(stream, some);
            run.WaitFor(int.Parse(some[^1], System.Globalization.CultureInfo.InvariantCulture) + 1);
        }

        Assert.Equal(sent, run.Texts);
        Assert.True(counter is null || Interlocked.Read(ref counted) > 0, "nothing was counted");
    }

    [Theory]
    [InlineData(KinesisLostRecords.Fail)]
    [InlineData(KinesisLostRecords.Skip)]
    public void Records_that_were_removed_while_we_were_away_fail_batches_or_are_passed_over(KinesisLostRecords policy)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("hotstream-kinesis-");
        try
        {
            string stream = _server.Stream();
            _server.Add(stream, ["a"]);
            List<string> seen = [];
            using var log = new LogCapture();
            var clock = new ManualClock();
            using (StreamingContext first = Start(_server.Reading()))
            {
                Engine.WaitFor(() => ConnectorCount.Step(first, clock) && seen.Count == 1, "it came");
                first.Stop(graceful: true);
            }

            _server.Add(stream, ["b", "c"]);
            using var proxy = new KinesisProxy(_server.Url);
            string[] kept = [Convert.ToBase64String("c"u8)];
            proxy.Change = (operation, answer) =>
            {
                if (operation == "DescribeStreamSummary")
                {
                    answer["StreamDescriptionSummary"]!["RetentionPeriodHours"] = 1e-7; // a third of a millisecond
                }
                else if (operation == "GetRecords")
                {
                    JsonArray records = answer["Records"]!.AsArray();
                    records.Where(record => !kept.Contains((string)record!["Data"]!)).ToList().ForEach(gone => records.Remove(gone));
                }
            };
            KinesisOptions options = _server.Reading(proxy.Url);
            options.WhenRecordsAreGone = policy;
            using StreamingContext second = Start(options);
            if (policy == KinesisLostRecords.Skip)
            {
                Engine.WaitFor(() => ConnectorCount.Step(second, clock) && seen.Count == 2, "the last came");
                Assert.Equal(["a", "c"], seen);
                Assert.Contains(log.Entries, entry => entry.Message.Contains("may have been removed", StringComparison.Ordinal));
                return;
            }

            string said = "";
            Engine.WaitFor(
                () =>
                {
                    ConnectorCount.Step(second, clock);
                    said = Record.Exception(() => second.AwaitTerminationOrTimeout(TimeSpan.Zero))?.ToString() ?? "";
                    return said.Length > 0;
                },
                "a batch failed");
            Assert.Contains("may have been removed", said, StringComparison.Ordinal);
            Assert.Contains("KinesisOptions.WhenRecordsAreGone", said, StringComparison.Ordinal);
            Assert.Equal(["a"], seen);

            StreamingContext Start(KinesisOptions reading)
            {
                StreamingContext context = StreamingContext.GetOrCreate(directory.FullName, () =>
                {
                    var made = new StreamingContext("gone", TimeSpan.FromSeconds(1), new StreamingOptions
                    {
                        TimeProvider = clock,
                        OneActivePerProcess = false,
                        Partitions = 1,
                        LoggerFactory = log,
                        ReceiverRestartDelay = TimeSpan.FromMilliseconds(20),
                    });
                    made.KinesisStream(stream, reading).Map(static text => text.ToString())
                        .ForeachBatch(batch => seen.AddRange(batch.ToList()));
                    return made;
                });
                context.Start();
                return context;
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Answers_that_are_none_are_said_and_reading_goes_on()
    {
        string stream = _server.Stream();
        _server.Add(stream, ["a", "b"]);
        using var proxy = new KinesisProxy(_server.Url);
        Queue<(string Operation, int Status, string Answer)> lies = new(
        [
            ("DescribeStreamSummary", 200, "[]"), ("ListShards", 200, "{\"Shards\":[{}]}"), ("GetShardIterator", 200, "{}"),
            ("GetRecords", 200, "not json"), ("GetRecords", 200, "{}"),
            ("GetRecords", 200, "{\"Records\":[{\"SequenceNumber\":\"1\",\"Data\":\"%%%\"}]}"),
            ("GetRecords", 200, "{\"Records\":[{\"SequenceNumber\":\"x\",\"Data\":\"\"}]}"), ("GetRecords", 500, "<html>"),
        ]);
        proxy.Answer = (operation, _) => lies.TryPeek(out (string Operation, int Status, string Answer) lie) && lie.Operation == operation
            ? (lies.Dequeue().Status, lie.Answer) : null;
        using var log = new LogCapture();
        using var run = new ConnectorRun(context => context.KinesisStream(stream, _server.Reading(proxy.Url)), partitions: 1,
            with: options => options.LoggerFactory = log);
        Assert.Equal(["a", "b"], run.WaitFor(2));
        Assert.Empty(lies);
        Assert.Contains(log.Entries, entry => entry.Message.Contains("no answer of Kinesis", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UnrecognizedClientException", "Correct the access key")]
    [InlineData("AccessDeniedException", "kinesis:GetRecords")]
    [InlineData("ResourceNotFoundException", "Create the stream")]
    public void A_refusal_is_said_with_its_remedy_and_without_a_secret(string code, string remedy)
    {
        string stream = _server.Stream();
        using var proxy = new KinesisProxy(_server.Url) { Answer = (_, _) => KinesisProxy.Refusal(code) };
        using var log = new LogCapture();
        using var run = new ConnectorRun(context => context.KinesisStream(stream, _server.Reading(proxy.Url)),
            with: options => options.LoggerFactory = log);
        run.WaitUntil(() => log.Entries.Any(entry => entry.Message.Contains(remedy, StringComparison.Ordinal)), "it was said");
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains(KinesisServer.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public void A_shard_of_which_enough_waits_is_not_asked()
    {
        string stream = _server.Stream();
        _server.Add(stream, Enumerable.Range(0, 100).Select(i => $"{i}"));
        using var proxy = new KinesisProxy(_server.Url);
        KinesisOptions options = _server.Reading(proxy.Url);
        options.RecordsMax = 20;
        KinesisInput<Utf8Slice, KinesisPayloadForm>? input = null;
        using var run = new ConnectorRun(
            context => input = (KinesisInput<Utf8Slice, KinesisPayloadForm>)context.KinesisStream(stream, options), partitions: 1);
        run.Engine.Tick();
        Engine.WaitFor(() => input!.LastFetched(First) == _server.Last(stream), "all were fetched");
        _server.Add(stream, Enumerable.Range(100, 100).Select(i => $"{i}"));
        int asked = proxy.Requests.Count(static request => request.Operation == "GetRecords");
        Thread.Sleep(200); // long enough for requests that must not come
        Assert.InRange(proxy.Requests.Count(static request => request.Operation == "GetRecords"), asked, asked + 1);
        Assert.InRange(input!.Held, 1, 64 * 1024);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), run.WaitFor(200));
        Engine.WaitFor(() => input.Held == 0, "nothing is held");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_of_TLS_is_spoken_to_if_its_authority_is_ours(bool isOurs)
    {
        string stream = _server.Stream();
        _server.Add(stream, ["a"]);
        using var certificates = new TestCertificates();
        using var others = new TestCertificates();
        using var proxy = new KinesisProxy(_server.Url, (X509Certificate2)certificates.ServerOptions().ServerCertificate!);
        KinesisOptions options = _server.Reading(proxy.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        options.Tls = (isOurs ? certificates : others).ClientOptions();
        using var log = new LogCapture();
        using var run = new ConnectorRun(context => context.KinesisStream(stream, options), partitions: 1,
            with: with => with.LoggerFactory = log);
        if (isOurs)
        {
            Assert.Equal(["a"], run.WaitFor(1));
            return;
        }

        run.WaitUntil(() => log.Entries.Any(entry => entry.Message.Contains("could not be read", StringComparison.Ordinal)), "it was said");
        Assert.Empty(run.Texts);
        Assert.Empty(proxy.Requests);
    }
}
