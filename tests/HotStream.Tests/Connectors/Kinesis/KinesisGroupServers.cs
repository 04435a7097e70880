namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>A server of streams and one of leases.</summary>
public sealed class KinesisGroupServers : IConnectorServer
{
    public KinesisGroupServers() => Await();

    public KinesisServer Kinesis { get; } = new(waits: false);

    public DynamoServer Dynamo { get; } = new(waits: false);

    public void Begin()
    {
        Kinesis.Start();
        Dynamo.Start();
        Await();
    }

    public void End(bool graceful)
    {
        Kinesis.End(graceful);
        Dynamo.End(graceful);
    }

    public KinesisGroupOptions Reading(string? dynamoUrl = null) => ReadingOf(Kinesis.Url, dynamoUrl ?? Dynamo.Url);

    /// <summary>How a member reads: its lease is long, so that no load of this machine costs it.</summary>
    public static KinesisGroupOptions ReadingOf(string kinesisUrl, string dynamoUrl) => new()
    {
        ServiceUrl = kinesisUrl,
        DynamoDbUrl = dynamoUrl,
        AccessKey = "AKIDEXAMPLE",
        SecretKey = KinesisServer.Secret,
        Start = KinesisStart.Oldest,
        ReadInterval = TimeSpan.FromMilliseconds(20),
        CheckpointInterval = TimeSpan.FromMilliseconds(10),
        LookForShards = TimeSpan.FromMilliseconds(500),
        LookForLeases = TimeSpan.FromMilliseconds(100),
        LeaseDuration = TimeSpan.FromSeconds(6),
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>They start side by side.</summary>
    private void Await()
    {
        Kinesis.Await();
        Dynamo.Await();
    }

    public void Dispose()
    {
        Kinesis.Dispose();
        Dynamo.Dispose();
    }
}
