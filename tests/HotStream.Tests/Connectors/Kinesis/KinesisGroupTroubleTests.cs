using System.Text;
using System.Text.Json.Nodes;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>Tables, options and checkpoints with which a group cannot read, and what it says then.</summary>
[Collection(KinesisGroupCollection.Name)]
public sealed class KinesisGroupTroubleTests(KinesisGroupFixture fixture)
{
    private const string Shard = "shardId-000000000000";

    private readonly KinesisGroupServers _servers = fixture.Servers;

    [Theory]
    [InlineData("AccessDeniedException", "dynamodb:UpdateItem")]
    [InlineData("UnrecognizedClientException", "Correct the access key")]
    [InlineData("UnknownOperationException", "KinesisGroupOptions.DynamoDbUrl")]
    public void A_refusal_is_named_with_what_to_do_and_reading_begins_when_it_passes(string code, string says)
    {
        string stream = _servers.Kinesis.Stream();
        _servers.Kinesis.Add(stream, ["a"]);
        using var proxy = new KinesisProxy(_servers.Dynamo.Url) { Answer = (_, _) => KinesisProxy.Refusal(code) };
        using var member = new KinesisGroupMember(_servers, stream, dynamoUrl: proxy.Url);
        KinesisGroupMember.Pump([member], () => member.Says(says));
        Assert.True(member.Says($"of group {stream}"));
        Assert.False(member.Says(KinesisServer.Secret));
        proxy.Answer = null;
        KinesisGroupMember.Pump([member], () => member.Run.Texts.Contains("a"));
    }

    [Fact]
    public void A_table_with_another_key_is_refused_and_left_alone()
    {
        string stream = _servers.Kinesis.Stream();
        _servers.Kinesis.Add(stream, ["a"]);
        _servers.Dynamo.Make(stream, "id");
        using var member = new KinesisGroupMember(_servers, stream);
        KinesisGroupMember.Pump([member], () => member.Says("is no table of leases") && member.Says("KinesisGroupOptions.TableName"));
        Assert.Empty(_servers.Dynamo.Ask("Scan", new JsonObject { ["TableName"] = stream })["Items"]!.AsArray());
        Assert.Empty(member.Run.Texts);
    }

    [Fact]
    public void A_table_of_another_stream_is_refused()
    {
        string stream = _servers.Kinesis.Stream();
        string other = _servers.Kinesis.Stream();
        _servers.Kinesis.Add(stream, ["a"]);
        _servers.Kinesis.Add(other, ["b"]);
        using (var first = new KinesisGroupMember(_servers, stream))
        {
            KinesisGroupMember.Pump([first], () => first.Run.Texts.Contains("a"));
            first.Leave();
        }

        using var second = new KinesisGroupMember(_servers, other, with: options => options.TableName = stream);
        KinesisGroupMember.Pump([second], () => second.Says("another stream is read by the same group"));
        Assert.Empty(second.Run.Texts);
    }

    [Fact]
    public void A_lease_of_the_client_library_is_read_on_within_a_record_that_was_sent_as_several()
    {
        string stream = _servers.Kinesis.Stream();
        _servers.Kinesis.Add(stream, [("whole", Aggregates.Of(("k", "a"), ("k", "b"), ("k", "c"))), ("alone", "d"u8.ToArray())]);
        _servers.Dynamo.Make(stream, "leaseKey");
        _servers.Dynamo.Put(stream, ("leaseKey", Shard), ("leaseCounter", "17"), ("checkpoint", _servers.Kinesis.Sequences(stream)[0]),
            ("checkpointSubSequenceNumber", "1"), ("ownerSwitchesSinceCheckpoint", "2"));
        using var member = new KinesisGroupMember(_servers, stream);
        KinesisGroupMember.Pump([member], () => _servers.Dynamo.Checkpoint(stream, Shard) == _servers.Kinesis.Last(stream));
        Assert.Equal(["c", "d"], member.Run.Texts);
        Assert.Equal("0", _servers.Dynamo.Of(stream, Shard, "checkpointSubSequenceNumber"));
        Assert.Equal("0", _servers.Dynamo.Of(stream, Shard, "ownerSwitchesSinceCheckpoint"));
        Assert.NotNull(_servers.Dynamo.Of(stream, Shard, "leaseOwner"));
    }

    [Fact]
    public void Only_the_shard_whose_records_are_gone_is_held_back_and_it_may_be_passed_over()
    {
        string stream = _servers.Kinesis.Stream(shards: 2);
        _servers.Dynamo.Make(stream, "leaseKey");
        _servers.Dynamo.Put(stream, ("leaseKey", Shard), ("leaseCounter", "1"), ("checkpoint", "1234567"),
            ("checkpointSubSequenceNumber", "0"));
        string[] sent = [.. Enumerable.Range(0, 20).Select(static i => $"{i}")];
        _servers.Kinesis.Add(stream, sent.Select(static text => ($"k{text}", Encoding.UTF8.GetBytes(text))));
        string[] gone = [.. _servers.Kinesis.Records(stream).Where(static record => record.Shard == Shard)
            .Select(static record => record.Text)];
        using (var first = new KinesisGroupMember(_servers, stream))
        {
            KinesisGroupMember.Pump([first], () => first.Says($"Nothing is read of shard {Shard} until somebody decides")
                && first.Says("KinesisGroupOptions.WhenRecordsAreGone") && first.Run.Texts.Count >= sent.Length - gone.Length);
            Assert.Equal(sent.Except(gone).Order(), first.Run.Texts.Order());
            Assert.Equal(2, first.Held);
            first.Leave();
        }

        Assert.Equal("1234567", _servers.Dynamo.Checkpoint(stream, Shard));
        using var second = new KinesisGroupMember(_servers, stream,
            with: options => options.WhenRecordsAreGone = KinesisLostRecords.Skip);
        KinesisGroupMember.Pump([second], () => second.Run.Texts.Count >= gone.Length);
        Assert.Equal(gone, second.Run.Texts);
    }

    [Fact]
    public void Names_and_options_that_cannot_be_are_refused_by_name()
    {
        var options = new KinesisGroupOptions();
        (string Name, Action Set)[] bad =
        [
            ("DynamoDbUrl", () => options.DynamoDbUrl = "http://host/path"), ("TableName", () => options.TableName = "a b"),
            ("WorkerId", () => options.WorkerId = " "), ("LeaseDuration", () => options.LeaseDuration = TimeSpan.Zero),
            ("LeasesMax", () => options.LeasesMax = 0), ("CheckpointInterval", () => options.CheckpointInterval = TimeSpan.FromDays(2)),
            ("FinishWithin", () => options.FinishWithin = TimeSpan.FromSeconds(-1)),
            ("Start", () => options.Start = (KinesisStart)7), ("HeldBytesMax", () => options.HeldBytesMax = 0),
            ("WhenRecordsAreGone", () => options.WhenRecordsAreGone = (KinesisLostRecords)7),
            ("ReadInterval", () => options.ReadInterval = TimeSpan.FromDays(1)),
            ("LookForShards", () => options.LookForShards = TimeSpan.Zero), ("ServiceUrl", () => options.ServiceUrl = "host"),
        ];
        Assert.All(bad, option => Assert.Equal(option.Name, Assert.ThrowsAny<ArgumentException>(option.Set).ParamName));
        using var context = new StreamingContext("test", TimeSpan.FromSeconds(1), new StreamingOptions { OneActivePerProcess = false });
        Assert.Throws<ArgumentException>("stream", () => context.KinesisGroupStream("a b", "group"));
        Assert.Throws<ArgumentException>("group", () => context.KinesisGroupStream("stream", "a b"));
        Assert.Throws<ArgumentException>("group", () => context.KinesisGroupRecordStream("stream", ""));
        Assert.Throws<ArgumentException>(() => context.KinesisGroupStream("stream", "group", new KinesisGroupOptions { AccessKey = "id" }));
        Assert.DoesNotContain("-7", new KinesisGroupOptions { AccessKey = "id-7", SecretKey = "secret-7", SessionToken = "token-7" }
            .ToString(), StringComparison.Ordinal);
    }
}
