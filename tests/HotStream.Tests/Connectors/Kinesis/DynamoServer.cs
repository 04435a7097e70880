using System.Text.Json.Nodes;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>A dynalite of our own.</summary>
public sealed class DynamoServer : AmazonServer
{
    private const string Package = "dynalite";

    public DynamoServer()
        : this(waits: true)
    {
    }

    /// <param name="waits">Whether to wait until it answers; else <see cref="AmazonServer.Await"/> does.</param>
    internal DynamoServer(bool waits)
        : base((Package, "dynamo.mjs"), ("dynamodb", "DynamoDB_20120810", "1.0"), waits)
    {
    }

    /// <summary>Why there is none here; null when there can be.</summary>
    public static string? WhyNot => NodePeer.WhyNot(Package);

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
}
