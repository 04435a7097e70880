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

    [Fact]
    public void A_copy_whose_machine_is_lost_goes_on_on_another_one()
    {
        AzuriteServer server = fixture.Server;
        string to = server.Container();
        string copies = server.Container();
        string login = $"azure://plant7:{Uri.EscapeDataString(AzuriteServer.Key)}@";
        DirectoryInfo shared = Directory.CreateTempSubdirectory("hotstream-copy-");
        DirectoryInfo lost = Directory.CreateTempSubdirectory("hotstream-copy-");
        DirectoryInfo other = Directory.CreateTempSubdirectory("hotstream-copy-");
        try
        {
            Put("first", "one\ntwo\n");
            using (Copying copy = Start(lost))
            {
                copy.Until(() => server.Lines(to).Length == 2, "the first lines were stored");
                copy.Tool.Signal(CliProcess.Killed);
                copy.Tool.WaitForExit();
            }

            Put("second", "three\n");
            using (Copying copy = Start(other))
            {
                copy.Until(() => server.Lines(to).Length > 2, "the other line was stored");
                Put("third", "four\n");
                copy.Until(() => server.Lines(to).Length > 3, "a line was stored after it");
                copy.Stop();
                Assert.DoesNotContain(AzuriteServer.Key, copy.Tool.Output + copy.Tool.Error, StringComparison.Ordinal);
            }

            Assert.Equal(["four", "one", "three", "two"], server.Lines(to).Order());
        }
        finally
        {
            Array.ForEach([shared, lost, other], static folder => folder.Delete(recursive: true));
        }

        void Put(string name, string text)
        {
            string path = Path.Combine(shared.FullName, "." + name);
            File.WriteAllText(path, text);
            File.Move(path, Path.Combine(shared.FullName, name));
        }

        Copying Start(DirectoryInfo directory) => new($"file://{shared.FullName}", $"{login}{to}/out?server={server.Url}",
            "--interval", "1s", // each asks the server, which a busy machine has done in less
            "--checkpoint", directory.FullName, "--checkpoint-copy", $"{login}{copies}/lines?server={server.Url}");
    }
}
