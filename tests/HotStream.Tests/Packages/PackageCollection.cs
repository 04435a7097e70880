namespace HotStream.Tests.Packages;

/// <summary>Packing and publishing take whole processors for a while: not beside other tests, and packed once for all of these.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PackageCollection : ICollectionFixture<PackageUser>
{
    public const string Name = "packages";
}
