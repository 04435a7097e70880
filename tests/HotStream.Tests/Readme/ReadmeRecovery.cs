using HotStream.Tests.Io;
using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Readme;

/// <summary>The program of docs/recovery.md, ended in the middle and started again.</summary>
public sealed class ReadmeRecovery
{
    [Fact]
    public async Task Totals_of_the_documents_go_on_after_an_end_that_was_not_graceful()
    {
        using var folder = new Folder();
        string directory = Path.Combine(folder.Root, "checkpoint");
        string files = Directory.CreateDirectory(Path.Combine(folder.Root, "in")).FullName;
        await LiveAsync(directory, files, "first", "a b a", new() { ["a"] = 2, ["b"] = 1 });
        await LiveAsync(directory, files, "second", "b c", new() { ["a"] = 2, ["b"] = 2, ["c"] = 1 });
    }

    private static async Task LiveAsync(string directory, string files, string name, string text, Dictionary<string, long> expected)
    {
        var options = new StreamingOptions { OneActivePerProcess = false, LoggerFactory = NullLoggerFactory.Instance };
        Dictionary<string, long> totals = [];

        // readme: recovery
        await using StreamingContext context = StreamingContext.GetOrCreate(directory, () =>
        {
            var made = new StreamingContext("totals", TimeSpan.FromMilliseconds(20), options);
            made.TextFileStream(files)
                .Words()
                .CountByValue()
                .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) =>
                    Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum()))
                .Named("totals")
                .ForeachBatch((batch, time) => totals = batch.ToList().ToDictionary(total => total.Key.ToString(), total => total.Value));
            return made;
        });
        context.Start();
        // end
        await Task.Delay(50); // files of the start's own millisecond are older than it
        string written = Path.Combine(directory, name);
        await File.WriteAllTextAsync(written, text + "\n");
        File.Move(written, Path.Combine(files, name));
        Engine.WaitFor(() => totals.OrderBy(total => total.Key)
            .SequenceEqual(expected.OrderBy(total => total.Key)), "the totals were right");
        context.Stop(graceful: false);
    }
}
