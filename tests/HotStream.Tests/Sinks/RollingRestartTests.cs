using System.IO.Compression;
using HotStream.Tests.Io;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Sinks;

/// <summary>
/// Rolling files over lives that end at any moment: every record is in one file that the manifest names, once, and nothing else is.
/// </summary>
public sealed class RollingRestartTests
{
    /// <summary>The moment at which a life ends, in the batch that ends it.</summary>
    public enum Moment
    {
        /// <summary>The batch has begun, and the sink has seen nothing of it.</summary>
        BeforeTheSink,

        /// <summary>The sink is done, and the batch is not.</summary>
        BehindTheSink,
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void The_last_batch_runs_again_in_the_next_life_and_is_in_the_files_once(bool rollsEveryBatch, bool gzip)
    {
        using var folder = new Folder();
        using var lives = new Lives(2, context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [.. Batch(number)]);
            input.SaveAsRollingFiles(Options(folder.PathOf("out"), rollsEveryBatch, gzip));
            return input;
        });
        lives.Live(3);
        lives.Live(2);
        lives.Live(0);
        lives.Live(1);
        Assert.Contains(lives.Seen.Values, seen => seen.Count > 1); // batches ran again
        Assert.Equal(Expected(6), Named(folder.PathOf("out")));
    }

    [Theory]
    [InlineData(Moment.BeforeTheSink, false, false)]
    [InlineData(Moment.BeforeTheSink, true, false)]
    [InlineData(Moment.BehindTheSink, false, false)]
    [InlineData(Moment.BehindTheSink, true, false)]
    [InlineData(Moment.BehindTheSink, false, true)]
    public void A_life_that_ends_in_the_midst_of_a_batch_loses_and_repeats_nothing(Moment moment, bool rollsEveryBatch, bool gzip)
    {
        using var folder = new Folder();
        Crash(folder, moment, rollsEveryBatch, gzip);
        foreach (string open in Directory.GetFiles(folder.PathOf("out"), ".part-*.open"))
        {
            File.AppendAllText(open, "half a batch, on the disk and not certain");
        }

        File.WriteAllText(folder.PathOf("out/.part-00001-3000.txt.open"), "a batch that never was");
        Run(folder, ManualClockAt(3000), batches: 2, rollsEveryBatch, gzip);
        Assert.Equal(Expected(5), Named(folder.PathOf("out")));
        Assert.Equal([".part.lock"], Directory.GetFiles(folder.PathOf("out"), ".*").Select(Path.GetFileName));
    }

    [Fact]
    public void A_manifest_whose_last_line_is_cut_off_anywhere_loses_and_repeats_nothing()
    {
        using var life = new Folder();
        Crash(life, Moment.BehindTheSink, rollsEveryBatch: false, gzip: false);
        byte[] manifest = File.ReadAllBytes(life.PathOf("out/part.manifest.jsonl"));
        int last = manifest.AsSpan(0, manifest.Length - 1).LastIndexOf((byte)'\n') + 1;
        for (int length = last; length < manifest.Length; length += 23)
        {
            using var folder = new Folder();
            Copy(life.Root, folder.Root);
            File.WriteAllBytes(folder.PathOf("out/part.manifest.jsonl"), [.. manifest[..length], .. length % 2 == 0 ? "\n"u8 : "\0\0"u8]);
            Run(folder, ManualClockAt(3000), batches: 1, rollsEveryBatch: false, gzip: false);
            Assert.Equal(Expected(4), Named(folder.PathOf("out")));
        }
    }

    [Fact]
    public void A_damaged_manifest_fails_batches_of_writers_and_readers_by_name_and_nothing_is_touched()
    {
        using var folder = new Folder();
        Crash(folder, Moment.BehindTheSink, rollsEveryBatch: false, gzip: false);
        string path = folder.PathOf("out/part.manifest.jsonl");
        byte[] manifest = File.ReadAllBytes(path);
        manifest[20] ^= 1;
        File.WriteAllBytes(path, manifest);
        string[] files = Directory.GetFiles(folder.PathOf("out"));
        using var writer = new Engine(partitions: 1);
        writer.Queue<string>(["a"]).SaveAsRollingFiles(Options(folder.PathOf("out"), rollsEveryBatch: false, gzip: false));
        writer.Tick();
        using var reader = new Engine(partitions: 1);
        Engine.Collect(reader.Context.TextFileStream(folder.PathOf("out")).Map(line => line.ToString()));
        reader.Tick();
        foreach (Engine engine in (Engine[])[writer, reader])
        {
            Assert.Contains($"{path} is damaged in line 1, and lines behind it are not.", engine.Failure().Message,
                StringComparison.Ordinal);
        }

        Assert.Equal(files, Directory.GetFiles(folder.PathOf("out")).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)));
        Assert.Equal(manifest, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_file_that_is_shorter_than_what_is_certain_of_it_is_named()
    {
        using var folder = new Folder();
        Crash(folder, Moment.BehindTheSink, rollsEveryBatch: false, gzip: false);
        string open = Directory.GetFiles(folder.PathOf("out"), ".part-*.open")[0];
        File.WriteAllText(open, "short");
        using var writer = new Engine(partitions: 1);
        writer.Queue<string>(["a"]).SaveAsRollingFiles(Options(folder.PathOf("out"), rollsEveryBatch: false, gzip: false));
        writer.Tick();
        Assert.Contains($"{open} has 5 bytes, and the manifest knows of ", writer.Failure().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Our_own_source_reads_what_the_manifest_names_and_nothing_else()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.PathOf("out"));
        File.WriteAllText(folder.PathOf("out/other.txt"), "of no prefix\n");
        folder.Touch("out/other.txt", 500);
        var clock = new ManualClock();
        using (StreamingContext writer = Context(folder, clock, rollsEveryBatch: false, gzip: false, static _ => { }))
        using (var reader = new StreamingContext("reader", TimeSpan.FromSeconds(1), Settings(clock)))
        {
            var seen = new List<string>();
            reader.TextFileStream(folder.PathOf("out"), newFilesOnly: false).Map(line => line.ToString())
                .ForeachBatch(batch => seen.AddRange(batch.ToList()));
            writer.Start();
            reader.Start();
            Advance(clock, 3, writer, reader);
            File.WriteAllText(folder.PathOf("out/part-00009-1.txt"), "renamed, and in no manifest\n");
            folder.Touch("out/part-00009-1.txt", clock.GetUtcNow().ToUnixTimeMilliseconds());
            Assert.Equal(["of no prefix"], seen);
            writer.Stop(graceful: true); // completes the files
            Advance(clock, 3, reader);
            Assert.Equal(["of no prefix", .. Expected(3)], seen.Order(StringComparer.Ordinal).OrderBy(line => line[0] != 'o'));
        }
    }

    [Fact]
    public void Only_new_files_cost_a_sync_of_their_directory()
    {
        using var folder = new Folder();
        int syncs = 0;
        void Count(string directory) => syncs += directory == folder.PathOf("out") ? 1 : 0;
        DurableDirectory.Synced += Count;
        try
        {
            using var engine = new Engine(partitions: 2);
            var counts = new List<int>();
            DStream<string> input = engine.Queue<string>(["a", "b"], ["c", "d"], ["e", "f"]);
            input.SaveAsRollingFiles(Options(folder.PathOf("out"), rollsEveryBatch: false, gzip: false));
            input.ForeachBatch(_ => counts.Add(syncs));
            engine.Tick(3);
            engine.Context.Stop(graceful: true);
            Assert.Equal([1, 1, 1], counts); // two new names, one sync
            Assert.Equal(2, syncs); // two complete files, one more
        }
        finally
        {
            DurableDirectory.Synced -= Count;
        }
    }

    private static string[] Expected(int batches) =>
        [.. Enumerable.Range(0, batches).SelectMany(number => Batch(number)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Batch(long number) => Enumerable.Range(0, 20 + (int)number).Select(i => $"{number}-{i}");

    private static RollingFileOptions Options(string directory, bool rollsEveryBatch, bool gzip) =>
        new() { Directory = directory, RollEveryBatch = rollsEveryBatch, Gzip = gzip };

    private static ManualClock ManualClockAt(long milliseconds) => new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

    private static StreamingOptions Settings(ManualClock clock) => new()
    {
        TimeProvider = clock,
        OneActivePerProcess = false,
        Partitions = 2,
        LoggerFactory = NullLoggerFactory.Instance,
    };

    private static void Advance(ManualClock clock, int batches, params StreamingContext[] contexts)
    {
        for (int i = 0; i < batches; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.All(contexts, context => Assert.True(context.AwaitDueBatches(Engine.Patience)));
        }
    }

    private static StreamingContext Context(Folder folder, ManualClock clock, bool rollsEveryBatch, bool gzip,
        Action<(Moment, BatchTime)> at)
    {
        return StreamingContext.GetOrCreate(folder.PathOf("checkpoint"), () =>
        {
            var context = new StreamingContext("rolling", TimeSpan.FromSeconds(1), Settings(clock));
            DStream<string> input = new ScriptedInput<string>(context, number => [.. Batch(number)]);
            input.ForeachBatch((_, time) => at((Moment.BeforeTheSink, time)));
            input.SaveAsRollingFiles(Options(folder.PathOf("out"), rollsEveryBatch, gzip));
            input.ForeachBatch((_, time) => at((Moment.BehindTheSink, time)));
            return context;
        });
    }

    private static void Run(Folder folder, ManualClock clock, int batches, bool rollsEveryBatch, bool gzip)
    {
        using StreamingContext context = Context(folder, clock, rollsEveryBatch, gzip, static _ => { });
        context.Start();
        Assert.True(context.AwaitDueBatches(Engine.Patience));
        Advance(clock, batches, context);
        context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        context.Stop(graceful: true);
    }

    /// <summary>What a life leaves on the disk that ends at a moment of its third batch.</summary>
    private static void Crash(Folder into, Moment moment, bool rollsEveryBatch, bool gzip)
    {
        using var folder = new Folder();
        var clock = new ManualClock();
        using StreamingContext context = Context(folder, clock, rollsEveryBatch, gzip, at =>
        {
            if (at == (moment, new BatchTime(3000)))
            {
                Copy(folder.Root, into.Root);
            }
        });
        context.Start();
        Advance(clock, 3, context);
        context.AwaitTerminationOrTimeout(TimeSpan.Zero);
    }

    private static void Copy(string from, string to)
    {
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) != ".lock" && Path.GetFileName(path) != "lock"))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            using FileStream source = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using FileStream target = File.Create(copy);
            source.CopyTo(target);
        }
    }

    /// <summary>The lines of the files that the manifest names.</summary>
    private static string[] Named(string directory)
    {
        var lines = new List<string>();
        foreach (ManifestEntry entry in FileManifest.Read(Path.Combine(directory, "part.manifest.jsonl"), out long torn)
            .Where(entry => entry.File is not null))
        {
            Assert.Equal(0, torn);
            using Stream file = File.OpenRead(Path.Combine(directory, entry.File!));
            Assert.Equal(entry.Bytes, file.Length);
            using var reader = new StreamReader(entry.File!.EndsWith(".gz", StringComparison.Ordinal)
                ? new GZipStream(file, CompressionMode.Decompress) : file);
            string[] read = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(entry.Records, read.Length);
            lines.AddRange(read);
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }
}
