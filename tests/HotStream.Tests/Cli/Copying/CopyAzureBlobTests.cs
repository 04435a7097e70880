using HotStream.Tests.Connectors.AzureBlobs;

namespace HotStream.Tests.Cli.Copying;

/// <summary>Blobs of one container to another.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class CopyAzureBlobTests(AzuriteFixture fixture)
{
    [Fact]
    public void Lines_of_blobs_become_blobs_and_nothing_shows_the_key()
    {
        AzuriteServer server = fixture.Server;
        string from = server.Container();
        string to = server.Container();
        server.Put(from, "in/a b.log", "one\ntwo");
        server.Put(from, "in/c.txt", "not a log");
        string login = $"azure://plant7:{Uri.EscapeDataString(AzuriteServer.Key)}@";
        using var copy = new Copying($"{login}{from}/in/*.log?server={server.Url}", $"{login}{to}/out?server={server.Url}");
        copy.Until(() => server.Names(to).Length > 0, "the lines were stored");
        copy.Tool.WaitFor("  2 messages taken, 2 stored in azure://", process => process.Output);
        copy.Stop();
        Assert.Equal(["one", "two"], server.Lines(to));
        Assert.DoesNotContain(AzuriteServer.Key, copy.Tool.Output + copy.Tool.Error, StringComparison.Ordinal);
    }
}
