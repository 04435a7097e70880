namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>Tests that share two servers, each with streams and groups of its own.</summary>
[CollectionDefinition(Name)]
public sealed class KinesisGroupCollection : ICollectionFixture<KinesisGroupFixture>
{
    public const string Name = "kinesis groups";
}
