using System.Text;
using System.Text.Json.Nodes;
using HotStream.Testing;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>Writing by PutRecords, against kinesalite; what it never refuses, by a proxy before it.</summary>
[Collection(KinesisCollection.Name)]
public sealed class KinesisSinkTests(KinesisFixture fixture)
{
    private readonly KinesisServer _server = fixture.Server;

    [Fact]
    public void It_is_a_sink_that_loses_nothing_while_its_server_is_killed()
    {
        using var server = new KinesisServer();
        string stream = server.Stream(shards: 2);
        ContractReport report = HotStream.Testing.SinkContract.Check(new SinkUnderTest<string>
        {
            AtLeastOnce = true,
            Write = texts => texts.SaveToKinesis(stream, static _ => "key", RecordEncoders.Bytes<string>((text, output) =>
                System.Buffers.BuffersExtensions.Write(output, Encoding.UTF8.GetBytes(
                    text != "poison" ? text : throw new FormatException("the test says so")))),
                server.Writing()),
            Stored = () => server.Records(stream).Select(static record => record.Text),
            Record = static number => $"record {number}",
            Poison = ["poison"],
            Break = () => server.End(graceful: false),
            Repair = server.Begin,
        });
        Assert.True(report.Holds, report.ToString());
    }

    [Fact]
    public void A_Kinesis_gets_the_last_batch_again()
    {
        string stream = _server.Stream();
        using (var lives = new Lives(2, context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [$"{number}-a", $"{number}-b"]);
            input.SaveToKinesis(stream, static text => text, _server.Writing());
            return input;
        }))
        {
            lives.Live(2);
            lives.Live(1);
        }

        Assert.Equal(["0-a", "0-b", "1-a", "1-a", "1-b", "1-b", "2-a", "2-b"], Texts(stream).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_items_that_were_refused_are_sent_again_and_all_are_there_once()
    {
        string stream = _server.Stream();
        using var proxy = new KinesisProxy(_server.Url);
        int refusals = 3;
        proxy.Answer = (operation, body) =>
        {
            JsonArray items = body["Records"]!.AsArray();
            if (operation != "PutRecords" || Interlocked.Decrement(ref refusals) < 0)
            {
                return null;
            }

            var results = new JsonArray();
            for (int i = 0; i < items.Count; i++)
            {
                string key = (string)items[i]!["PartitionKey"]!;
                if (i % 2 == 0)
                {
                    results.Add(new JsonObject
                    { ["ErrorCode"] = "ProvisionedThroughputExceededException", ["ErrorMessage"] = "as it was told" });
                    continue;
                }

                _server.Add(stream, [(key, Convert.FromBase64String((string)items[i]!["Data"]!))]);
                results.Add(new JsonObject { ["SequenceNumber"] = "1", ["ShardId"] = "shardId-000000000000" });
            }

            return (200, new JsonObject { ["FailedRecordCount"] = (items.Count + 1) / 2, ["Records"] = results }.ToJsonString());
        };
        string[] sent = [.. Enumerable.Range(0, 20).Select(i => $"{i:D2}")];
        Run(proxy.Url, stream, [sent]).Dispose();
        Assert.Equal(sent, Texts(stream).Order(StringComparer.Ordinal));
        Assert.Equal([20, 10, 5, 3], proxy.Requests.Select(request => request.Body["Records"]!.AsArray().Count));
    }

    [Fact]
    public void Requests_have_500_records_or_five_mebibytes_and_what_is_too_large_is_a_dead_letter()
    {
        string stream = _server.Stream();
        using var proxy = new KinesisProxy(_server.Url);
        string large = new('x', 1_000_000);
        string[] sent = [.. Enumerable.Range(0, 1200).Select(i => $"{i:D4}"), .. Enumerable.Range(0, 6).Select(i => $"{i}{large}")];
        var letters = new List<DeadLetter>();
        using (Engine engine = Run(proxy.Url, stream, [[.. sent, new string('y', 1 << 20)]], options => options.DeadLetters = letters.Add))
        {
            engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        }

        Assert.Equal(sent, Texts(stream));
        int[] sizes = [.. proxy.Requests.Select(request => request.Body["Records"]!.AsArray().Count)];
        Assert.Equal(500, sizes.Max());
        Assert.Equal([500, 500, 205, 1], sizes);
        Assert.Contains("KinesisSinkOptions.RecordBytesMax", Assert.Single(letters).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_the_server_refuses_is_found_and_the_others_are_stored()
    {
        string stream = _server.Stream();
        using var proxy = new KinesisProxy(_server.Url);
        string poison = Convert.ToBase64String("poison"u8);
        proxy.Answer = (_, body) => body["Records"]!.AsArray().Any(item => (string)item!["Data"]! == poison)
            ? KinesisProxy.Refusal("ValidationException") : null;
        var letters = new List<DeadLetter>();
        using (Engine engine = Run(proxy.Url, stream, [["a", "b", "poison", "c", "d"]], options => options.DeadLetters = letters.Add))
        {
            engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        }

        Assert.Equal(["a", "b", "c", "d"], Texts(stream));
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal("poison"u8, letter.Record.Span);
        Assert.Contains("record 2", letter.Position, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("long")]
    [InlineData("half a character")]
    public void A_key_that_cannot_be_makes_a_dead_letter(string key)
    {
        string stream = _server.Stream();
        var letters = new List<DeadLetter>();
        using (var engine = new Engine(partitions: 1, with: options => options.DeadLetters = letters.Add))
        {
            engine.Queue<string>([["a", "b"]]).SaveToKinesis(stream,
                text => text == "a" ? "k" : key switch
                {
                    "long" => new string('k', 257),
                    "half a character" => "\ud800",
                    _ => "",
                },
                _server.Writing());
            engine.Tick();
            engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        }

        Assert.Equal(["a"], Texts(stream));
        Assert.Equal("b"u8, Assert.Single(letters).Record.Span);
    }

    [Theory]
    [InlineData("ProvisionedThroughputExceededException", "KinesisSinkOptions.RetryFor")]
    [InlineData("UnrecognizedClientException", "Correct the access key")]
    [InlineData("ResourceNotFoundException", "Create the stream")]
    [InlineData(null, "3 records")]
    public void What_stays_wrong_fails_the_batch_and_says_what(string? code, string expected)
    {
        string stream = _server.Stream();
        using var proxy = new KinesisProxy(_server.Url)
        { Answer = (_, _) => code is null ? (200, "{\"FailedRecordCount\":0,\"Records\":[{}]}") : KinesisProxy.Refusal(code) };
        using Engine engine = Run(proxy.Url, stream, [["a", "b", "c"]]);
        string said = engine.Failure().ToString();
        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.DoesNotContain(KinesisServer.Secret, said, StringComparison.Ordinal);
    }

    private Engine Run(string url, string stream, string[][] batches, Action<StreamingOptions>? with = null)
    {
        KinesisSinkOptions options = _server.Writing(url);
        options.RetryFor = TimeSpan.FromSeconds(3);
        var engine = new Engine(partitions: 1, with);
        engine.Queue<string>(batches).SaveToKinesis(stream, static _ => "key", options);
        engine.Tick(batches.Length);
        return engine;
    }

    private string[] Texts(string stream) => [.. _server.Records(stream).Select(static record => record.Text)];
}
