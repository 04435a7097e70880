using HotStream.Tests.Connectors;
using HotStream.Tests.Connectors.S3;
using HotStream.Tests.Io;
using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Readme;

/// <summary>The program of docs/recovery.md that goes on on another machine: in another directory.</summary>
[Collection(S3Collection.Name)]
public sealed class ReadmeCopies(S3Fixture fixture)
{
    [Fact]
    public async Task Totals_of_the_documents_go_on_on_another_machine()
    {
        using var folder = new Folder();
        S3Server server = fixture.Server;
        string bucket = server.Bucket(); // the plant of the document has objects of another one
        using var stand = new CreateOnlyStand(server.Url);
        stand.Proxy.Asking = target => target.Replace("/plant", $"/{bucket}", StringComparison.Ordinal);
        S3CheckpointOptions keeping = server.Keeping(stand.Proxy.Url);
        var clock = new ManualClock();
        Dictionary<string, long> totals = [];
        await LiveAsync("first", "a b a");
        Assert.Equal(new() { ["a"] = 2, ["b"] = 1 }, totals);
        await LiveAsync("second", "b c");
        Assert.Equal(new() { ["a"] = 2, ["b"] = 2, ["c"] = 1 }, totals);

        async Task LiveAsync(string machine, string text)
        {
            string directory = Path.Combine(folder.Root, machine);
            folder.Write($"in/{machine}", text + "\n", clock.GetUtcNow().ToUnixTimeMilliseconds() + 500);
            var options = new StreamingOptions { TimeProvider = clock, LoggerFactory = NullLoggerFactory.Instance };

            // readme: copies
            options.CheckpointCopies = new S3CheckpointCopies("s3://plant/totals", keeping);
            await using StreamingContext context = StreamingContext.GetOrCreate(directory, () => Totals(options));
            context.Start();
            // end
            clock.AdvanceAndWait(TimeSpan.FromSeconds(1), Engine.Patience);
            context.Stop();
            Directory.Delete(directory, recursive: true);
        }

        StreamingContext Totals(StreamingOptions options)
        {
            var made = new StreamingContext("totals", TimeSpan.FromSeconds(1), options);
            made.TextFileStream(Path.Combine(folder.Root, "in"))
                .Words()
                .CountByValue()
                .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) =>
                    Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum()))
                .ForeachBatch((batch, time) => totals = batch.ToList().ToDictionary(total => total.Key.ToString(), total => total.Value));
            return made;
        }
    }
}
