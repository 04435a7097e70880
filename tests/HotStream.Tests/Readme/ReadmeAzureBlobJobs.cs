using HotStream.Tests.Connectors.AzureBlobs;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The job of docs/azure-blobs.md.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class ReadmeAzureBlobJobs(AzuriteFixture fixture)
{
    [Fact]
    public void Words_of_blobs_are_counted_into_blobs()
    {
        AzuriteServer server = fixture.Server;
        server.Container("plant");
        AzureBlobReadOptions reading = server.Reading();
        AzureBlobWriteOptions writing = server.Writing();
        using var engine = new Engine(startMilliseconds: DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeMilliseconds() / 1000 * 1000);
        StreamingContext context = engine.Context;
        server.Put("plant", "in/a.log", "to be or not");
        server.Put("plant", "in/b.log", "to be");

        // readme: azure-blobs
        context.AzureBlobTextStream("azure://plant/in/*.log", reading)
               .Words()
               .CountByValue()
               .SaveToAzureBlobs("azure://plant/counts", writing);

        // end
        engine.Tick();
        server.Delete("plant", "in/a.log");
        server.Delete("plant", "in/b.log");
        Assert.Equal(["(be,2)", "(not,1)", "(or,1)", "(to,2)"], server.Lines("plant").Order(StringComparer.Ordinal));
    }
}
