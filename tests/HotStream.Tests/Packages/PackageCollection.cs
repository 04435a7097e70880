namespace HotStream.Tests.Packages;

/// <summary>Packed once for all of these.</summary>
[CollectionDefinition(Name)]
public sealed class PackageCollection : ICollectionFixture<PackageUser>
{
    public const string Name = "packages";
}
