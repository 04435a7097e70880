using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using HotStream.StandIn;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>A dynalite of our own, on a free port of the loopback, with what its folder keeps. Signatures it does not check.</summary>
public sealed class DynamoServer : IConnectorServer
{
    private const string Package = "dynalite";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-dynamo-");
    private readonly int _port = FreePort.Find();
    private readonly HttpClient _client = new();
    private NodePeer? _peer;

    public DynamoServer()
        : this(waits: true)
    {
    }

    /// <param name="waits">Whether to wait until it answers; else <see cref="Await"/> does.</param>
    internal DynamoServer(bool waits)
    {
        Start();
        if (waits)
        {
            Await();
        }
    }

    /// <summary>Why there is none here; null when there can be.</summary>
    public static string? WhyNot => NodePeer.WhyNot(Package);

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
        _peer = NodePeer.Start(Package, "dynamo.mjs", new JsonObject { ["directory"] = _folder.FullName, ["port"] = _port });
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

    /// <summary>Makes a table with a text as its key.</summary>
    public void Make(string table, string key)
    {
        Ask("CreateTable", new JsonObject
        {
            ["TableName"] = table,
            ["AttributeDefinitions"] = new JsonArray(new JsonObject { ["AttributeName"] = key, ["AttributeType"] = "S" }),
            ["KeySchema"] = new JsonArray(new JsonObject { ["AttributeName"] = key, ["KeyType"] = "HASH" }),
            ["BillingMode"] = "PAY_PER_REQUEST",
        });
        ProcessWaits.WaitFor(
            () => (string)Ask("DescribeTable", new JsonObject { ["TableName"] = table })["Table"]!["TableStatus"]! == "ACTIVE",
            "the table is there");
    }

    /// <summary>Adds an item, of texts, and of numbers where they are such.</summary>
    public void Put(string table, params (string Name, string Value)[] attributes) => Ask("PutItem", new JsonObject
    {
        ["TableName"] = table,
        ["Item"] = new JsonObject(attributes.Select(static attribute => KeyValuePair.Create(attribute.Name, (JsonNode?)new JsonObject
        {
            [attribute.Name is "leaseCounter" or "checkpointSubSequenceNumber" or "ownerSwitchesSinceCheckpoint" ? "N" : "S"]
                = attribute.Value,
        }))),
    });

    /// <summary>All items of a table by their shards; none where there is no table.</summary>
    public Dictionary<string, JsonNode> Leases(string table) =>
        TryAsk("Scan", new JsonObject { ["TableName"] = table, ["ConsistentRead"] = true }, out string answer) != 200 ? []
            : JsonNode.Parse(answer)!["Items"]!.AsArray()
                .ToDictionary(static item => (string)item!["leaseKey"]!["S"]!, static item => item!);

    /// <summary>An attribute of a lease; null for none.</summary>
    public string? Of(string table, string shard, string attribute) =>
        Leases(table).GetValueOrDefault(shard)?[attribute] is { } value ? (string?)(value["S"] ?? value["N"]) : null;

    /// <summary>How far a shard is done.</summary>
    public string Checkpoint(string table, string shard) => Of(table, shard, "checkpoint") ?? "";

    /// <summary>Asks for something under a condition.</summary>
    /// <returns>Whether it was done; false where the condition was not met.</returns>
    public bool Tries(string operation, JsonObject request)
    {
        int status = TryAsk(operation, request, out string answer);
        Assert.True(status == 200 || answer.Contains("ConditionalCheckFailed", StringComparison.Ordinal),
            $"{operation}: {status} {answer}");
        return status == 200;
    }

    public JsonNode Ask(string operation, JsonObject request)
    {
        int status = TryAsk(operation, request, out string answer);
        Assert.True(status == 200, $"{operation}: {status} {answer}");
        return JsonNode.Parse(answer)!;
    }

    public void Dispose()
    {
        End();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private int TryAsk(string operation, JsonObject request, out string answer)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(request.ToJsonString()) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        message.Headers.Add("X-Amz-Target", $"DynamoDB_20120810.{operation}");
        message.Headers.Add("X-Amz-Date", "20150830T123600Z");
        message.Headers.TryAddWithoutValidation("Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none");
        using HttpResponseMessage response = _client.Send(message);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        answer = reader.ReadToEnd();
        return (int)response.StatusCode;
    }
}
