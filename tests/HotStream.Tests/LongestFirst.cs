using HotStream.Tests.Connectors.Nats;
using HotStream.Tests.Connectors.RabbitMq;
using HotStream.Tests.Packages;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(HotStream.Tests.LongestFirst))]

namespace HotStream.Tests;

/// <summary>Collections that take minutes, most of which they wait, begin first: last, they would have nothing beside them.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] s_long = [RabbitMqCollection.Name, PackageCollection.Name, NatsCollection.Name];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. DefaultTestCollectionOrderer.Instance.OrderTestCollections(testCollections)
            .OrderBy(static one => Array.IndexOf(s_long, one.TestCollectionDisplayName) is >= 0 and int place ? place : s_long.Length)];
}
