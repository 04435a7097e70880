using System.Runtime.InteropServices;

namespace HotStream.Bench;

/// <summary>
/// The word count through HotStream's public API, as a user writes it: a directory of one file, one batch, counted, all counts read by an
/// output. The manual clock only says "now"; nothing waits for an interval.
/// </summary>
internal static partial class EngineWordCount
{
    /// <summary>The shortcut: whole chunks of text into the counting table.</summary>
    public static JobOutcome Words(TextFile text, int partitions) =>
        Run(text, partitions, lines => lines.Words().CountByValue());

    /// <summary>The general form, three lambdas a word.</summary>
    public static JobOutcome Lambdas(TextFile text, int partitions) =>
        Run(text, partitions, lines => lines.FlatMap(line => line.Split((byte)' '))
            .Map(word => KeyValuePair.Create(word, 1L))
            .ReduceByKey((a, b) => a + b));

    private static JobOutcome Run(TextFile text, int partitions, Func<DStream<Utf8Slice>, DStream<KeyValuePair<Utf8Slice, long>>> count)
    {
        string directory = AloneInDirectory(text.Path);
        var clock = new ManualClock(DateTimeOffset.UtcNow.AddSeconds(1));
        var context = new StreamingContext("wordcount-file", TimeSpan.FromSeconds(1), Options(clock, partitions));
        var counted = new CountedBatch(context, count(context.TextFileStream(directory, newFilesOnly: false, TimeSpan.FromDays(3650))));
        context.Start();
        clock.Advance(TimeSpan.FromSeconds(1));
        return counted.Outcome();
    }

    public static StreamingOptions Options(ManualClock clock, int partitions) => new()
    {
        Partitions = partitions,
        TimeProvider = clock,
        OneActivePerProcess = false,
        CheckpointInterval = TimeSpan.FromDays(1), // the manual clock runs through hours in a second, and a disk's syncs are no engine's
        LogSyncInterval = TimeSpan.FromDays(1),
    };

    /// <summary>The text as the only file of a directory: a second name for it, no copy.</summary>
    private static string AloneInDirectory(string path)
    {
        string directory = Path.Combine(Path.GetDirectoryName(path)!, "alone-" + Path.GetFileNameWithoutExtension(path));
        string link = Path.Combine(directory, Path.GetFileName(path));
        Directory.CreateDirectory(directory);
        if (!File.Exists(link) && (!OperatingSystem.IsLinux() || Link(path, link) != 0))
            File.Copy(path, link);
        return directory;
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
