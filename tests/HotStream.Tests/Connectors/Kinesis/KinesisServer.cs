using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using HotStream.StandIn;
using HotStream.Tests.Connectors.RabbitMq;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>A kinesalite of our own, on a free port of the loopback, with what its folder keeps. Signatures it does not check.</summary>
public sealed class KinesisServer : IConnectorServer
{
    private const int ItemsMax = 500;
    private const string Package = "kinesalite";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-kinesis-");
    private readonly int _port = FreePort.Find();
    private readonly HttpClient _client = new();
    private readonly Dictionary<string, List<(string Shard, string Sequence)>> _places = [];
    private NodePeer? _peer;
    private int _streams;

    public KinesisServer()
        : this(waits: true)
    {
    }

    /// <param name="waits">Whether to wait until it answers; else <see cref="Await"/> does.</param>
    internal KinesisServer(bool waits)
    {
        Start();
        if (waits)
        {
            Await();
        }
    }

    /// <summary>Why there is none here; null when there can be.</summary>
    public static string? WhyNot => NodePeer.WhyNot(Package);

    /// <summary>A secret that must be in no message.</summary>
    public static string Secret => "right-8-never-shown";

    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>Its process, while there is one.</summary>
    public int ProcessId => _peer!.ProcessId;

    public void Begin()
    {
        Start();
        Await();
    }

    /// <summary>Starts it; it answers a while later.</summary>
    public void Start()
    {
        _peer = NodePeer.Start(Package, "kinesis.mjs", new JsonObject { ["directory"] = _folder.FullName, ["port"] = _port });
    }

    /// <summary>Waits until it answers that was started.</summary>
    public void Await() => _peer!.Await("listening");

    /// <summary>Ends it; without grace by SIGKILL, with it by the end of its input.</summary>
    public void End(bool graceful = false)
    {
        if (_peer is { } peer)
        {
            if (graceful)
            {
                peer.EndInput();
                peer.AssertEndsWell();
            }

            peer.Dispose();
            _peer = null;
        }
    }

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

    public void Dispose()
    {
        End();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    public JsonNode Ask(string operation, JsonObject request)
    {
        int status = TryAsk(operation, request, out string answer);
        Assert.True(status == 200, $"{operation}: {status} {answer}");
        return answer.Length == 0 ? new JsonObject() : JsonNode.Parse(answer)!;
    }

    private void AwaitActive(string stream) => ProcessWaits.WaitFor(
        () => (string)Ask("DescribeStreamSummary", new JsonObject { ["StreamName"] = stream })["StreamDescriptionSummary"]!["StreamStatus"]!
            == "ACTIVE",
        "the stream is there");

    private int TryAsk(string operation, JsonObject request, out string answer)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(request.ToJsonString()) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        message.Headers.Add("X-Amz-Target", $"Kinesis_20131202.{operation}");
        message.Headers.Add("X-Amz-Date", "20150830T123600Z");
        message.Headers.TryAddWithoutValidation("Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=none");
        using HttpResponseMessage response = _client.Send(message);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        answer = reader.ReadToEnd();
        return (int)response.StatusCode;
    }
}
