namespace HotStream.Tests.Connectors.AzureBlobs;

/// <summary>Tests that share one server, each with containers of its own.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "azurite";
}
