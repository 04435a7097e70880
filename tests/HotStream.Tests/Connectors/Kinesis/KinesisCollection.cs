namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>Tests that share one server, each with streams of its own.</summary>
[CollectionDefinition(Name)]
public sealed class KinesisCollection : ICollectionFixture<KinesisFixture>
{
    public const string Name = "kinesis";
}
