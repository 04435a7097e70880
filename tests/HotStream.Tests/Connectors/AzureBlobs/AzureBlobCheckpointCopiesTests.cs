using HotStream.Testing;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;

namespace HotStream.Tests.Connectors.AzureBlobs;

/// <summary>Checkpoint copies in a container.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureBlobCheckpointCopiesTests(AzuriteFixture fixture)
{
    private readonly AzuriteServer _server = fixture.Server;

    [Fact]
    public void A_container_keeps_all_laws_of_copies()
    {
        string container = _server.Container();
        LawAssert.AllHold(CheckpointCopiesContract.Check(
            new AzureBlobCheckpointCopies($"azure://{container}/some/totals", _server.Keeping())));
        Assert.Empty(_server.Names(container));
    }

    [Theory]
    [InlineData(403, "AuthenticationFailed", "Correct the key")]
    [InlineData(404, "ContainerNotFound", "Create the container")]
    [InlineData(503, "ServerBusy", "")]
    public void A_start_that_the_server_refuses_says_what_to_do(int status, string code, string remedy)
    {
        using ObjectProxy proxy = _server.Proxy();
        proxy.Answer = (context, _) => ObjectProxy.RefuseAsync(context, status, code);
        AzureBlobCheckpointOptions how = _server.Keeping(_server.Behind(proxy));
        how.RetryFor = TimeSpan.Zero;
        using var engine = new Engine(partitions: 1, options =>
            options.CheckpointCopies = new AzureBlobCheckpointCopies("azure://plant/totals", how));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hotstream-copies-");
        try
        {
            engine.Queue(["a"]).ForeachBatch(static _ => { });
            string refusal = Assert.Throws<IOException>(
                () => StreamingContext.GetOrCreate(folder.FullName, () => engine.Context).Start()).Message;
            Assert.Contains("azure plant/totals", refusal, StringComparison.Ordinal);
            Assert.Contains(remedy, refusal, StringComparison.Ordinal);
            Assert.DoesNotContain(AzuriteServer.Key, refusal, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_cannot_be_is_refused_before_a_start()
    {
        Assert.Throws<ArgumentException>(() => new AzureBlobCheckpointCopies("s3://container", _server.Keeping()));
        Assert.Throws<ArgumentException>(() => new AzureBlobCheckpointCopies("azure://container/path", new AzureBlobCheckpointOptions()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AzureBlobCheckpointOptions { RetryFor = TimeSpan.FromSeconds(-1) });
        Assert.DoesNotContain(AzuriteServer.Key, _server.Keeping().ToString(), StringComparison.Ordinal);
    }
}
