namespace HotStream.Tests.Connectors.S3;

/// <summary>Tests that share one server, each with buckets of its own.</summary>
[CollectionDefinition(Name)]
public sealed class S3Collection : ICollectionFixture<S3Fixture>
{
    public const string Name = "s3";
}
