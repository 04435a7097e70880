using HotStream.Tests.Connectors.RabbitMq;

namespace HotStream.Tests.Cli.Copying;

/// <summary>Copies from one queue to another, and from there to files.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class CopyFromRabbitMqTests(RabbitMqFixture rabbit) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-copy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Messages_go_through_queues_into_files_and_are_acknowledged()
    {
        string from = rabbit.Server.Queue();
        string to = rabbit.Server.Queue();
        rabbit.Server.Publish(from, ["one", "two", "three"]);
        using var between = new Copying($"{rabbit.Server.Address}?queue={from}", $"{rabbit.Server.Address}?queue={to}");
        using var files = new Copying($"rabbitmq://127.0.0.1:{rabbit.Server.Port}/?queue={to}", $"file://{_folder.FullName}");
        files.Until(() => files.Tool.Output.Contains("3 messages taken", StringComparison.Ordinal)
            || Directory.GetFiles(_folder.FullName, "part-*").Length > 0, "the messages arrived");
        files.Stop();
        between.Stop();
        Assert.Equal(["one", "three", "two"], Directory.GetFiles(_folder.FullName, "part-*").SelectMany(File.ReadAllLines).Order());
        Assert.Equal((0, 0), (rabbit.Server.Kept(from), rabbit.Server.Kept(to)));
    }
}
