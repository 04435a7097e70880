using System.Text;
using System.Text.Json.Nodes;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>A kinesalite of our own.</summary>
public sealed class KinesisServer : AmazonServer
{
    private const int ItemsMax = 500;
    private const string Package = "kinesalite";

    private readonly Dictionary<string, List<(string Shard, string Sequence)>> _places = [];
    private int _streams;

    public KinesisServer()
        : this(waits: true)
    {
    }

    /// <param name="waits">Whether to wait until it answers; else <see cref="AmazonServer.Await"/> does.</param>
    internal KinesisServer(bool waits)
        : base((Package, "kinesis.mjs"), ("kinesis", "Kinesis_20131202", "1.1"), waits)
    {
    }

    /// <summary>Why there is none here; null when there can be.</summary>
    public static string? WhyNot => NodePeer.WhyNot(Package);

    /// <summary>A secret that must be in no message.</summary>
    public static string Secret => "right-8-never-shown";

    /// <summary>Makes a stream under a name of its own and returns the name.</summary>
    public string Stream(int shards = 1) => Make($"plant-{Interlocked.Increment(ref _streams)}", shards);

    public string Make(string stream, int shards = 1)
    {
        Ask("CreateStream", new JsonObject { ["StreamName"] = stream, ["ShardCount"] = shards });
        AwaitActive(stream);
        return stream;
    }

    public void Delete(string stream)
    {
        Ask("DeleteStream", new JsonObject { ["StreamName"] = stream });
        ProcessWaits.WaitFor(
            () => TryAsk("DescribeStreamSummary", new JsonObject { ["StreamName"] = stream }, out _) == 400, "the stream is gone");
    }

    /// <summary>Splits a shard in the middle of its keys.</summary>
    public void Split(string stream, string shard)
    {
        JsonNode range = Shards(stream).First(found => (string)found["ShardId"]! == shard)["HashKeyRange"]!;
        UInt128 start = UInt128.Parse((string)range["StartingHashKey"]!, null);
        UInt128 end = UInt128.Parse((string)range["EndingHashKey"]!, null);
        Ask("SplitShard", new JsonObject
        {
            ["StreamName"] = stream,
            ["ShardToSplit"] = shard,
            ["NewStartingHashKey"] = (start + ((end - start) / 2) + 1).ToString(),
        });
        AwaitActive(stream);
    }

    public void Merge(string stream, string shard, string with)
    {
        Ask("MergeShards", new JsonObject { ["StreamName"] = stream, ["ShardToMerge"] = shard, ["AdjacentShardToMerge"] = with });
        AwaitActive(stream);
    }

    public JsonNode[] Shards(string stream) =>
        [.. Ask("ListShards", new JsonObject { ["StreamName"] = stream })["Shards"]!.AsArray().Select(shard => shard!)];

    /// <summary>Sends texts, in their order, all with one key.</summary>
    public void Add(string stream, IEnumerable<string> texts, string key = "key") =>
        Add(stream, texts.Select(text => (key, Encoding.UTF8.GetBytes(text))));

    public void Add(string stream, IEnumerable<(string Key, byte[] Data)> records)
    {
        foreach ((string Key, byte[] Data)[] items in records.Chunk(ItemsMax))
        {
            JsonNode answer = Ask("PutRecords", new JsonObject
            {
                ["StreamName"] = stream,
                ["Records"] = new JsonArray([.. items.Select(item =>
                    new JsonObject { ["PartitionKey"] = item.Key, ["Data"] = Convert.ToBase64String(item.Data) })]),
            });
            Assert.Equal(0, (int)answer["FailedRecordCount"]!);
            List<(string, string)> places = _places.TryGetValue(stream, out List<(string, string)>? known) ? known : _places[stream] = [];
            places.AddRange(answer["Records"]!.AsArray()
                .Select(static record => ((string)record!["ShardId"]!, (string)record["SequenceNumber"]!)));
        }
    }

    /// <summary>Sequence number of the record that was sent last.</summary>
    public string Last(string stream) => Places(stream) is [.., var last] ? last.Sequence : "";

    /// <summary>Sequence numbers of all records that were sent.</summary>
    public IReadOnlyList<string> Sequences(string stream) => [.. Places(stream).Select(static place => place.Sequence)];

    /// <summary>Where all records are that were sent, in their order.</summary>
    public IReadOnlyList<(string Shard, string Sequence)> Places(string stream) => _places.GetValueOrDefault(stream, []);

    /// <summary>All records of a stream, a shard after the other.</summary>
    public List<(string Shard, string Key, string Text)> Records(string stream)
    {
        List<(string, string, string)> records = [];
        foreach (string shard in Shards(stream).Select(shard => (string)shard["ShardId"]!))
        {
            string? iterator = (string?)Ask("GetShardIterator",
                new JsonObject { ["StreamName"] = stream, ["ShardId"] = shard, ["ShardIteratorType"] = "TRIM_HORIZON" })["ShardIterator"];
            JsonArray page;
            do
            {
                JsonNode answer = Ask("GetRecords", new JsonObject { ["ShardIterator"] = iterator });
                page = answer["Records"]!.AsArray();
                iterator = (string?)answer["NextShardIterator"];
                records.AddRange(page.Select(record => (shard, (string)record!["PartitionKey"]!,
                    Encoding.UTF8.GetString(Convert.FromBase64String((string)record["Data"]!)))));
            }
            while (page.Count > 0 && iterator is not null);
        }

        return records;
    }

    public KinesisOptions Reading(string? url = null) => ReadingOf(url ?? Url);

    /// <summary>How a stream at an address is read.</summary>
    public static KinesisOptions ReadingOf(string url) => new()
    {
        ServiceUrl = url,
        AccessKey = "AKIDEXAMPLE",
        SecretKey = Secret,
        Start = KinesisStart.Oldest,
        ReadInterval = TimeSpan.FromMilliseconds(5),
        LookForShards = TimeSpan.FromMilliseconds(200),
        Timeout = TimeSpan.FromSeconds(60), // no load of this machine is an outage
    };

    public KinesisSinkOptions Writing(string? url = null) => new()
    {
        ServiceUrl = url ?? Url,
        AccessKey = "AKIDEXAMPLE",
        SecretKey = Secret,
        TimeProvider = TimeProvider.System,
        Timeout = TimeSpan.FromSeconds(60),
    };

    private void AwaitActive(string stream) => ProcessWaits.WaitFor(
        () => (string)Ask("DescribeStreamSummary", new JsonObject { ["StreamName"] = stream })["StreamDescriptionSummary"]!["StreamStatus"]!
            == "ACTIVE",
        "the stream is there");
}
