using HotStream.Tests.Connectors.Parquet;
using HotStream.Tests.Receiving;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks;

/// <summary>Each batch as files of a format of frames; DuckDB reads those of Parquet.</summary>
public sealed class FrameFilesTests : IDisposable
{
    private readonly ParquetFiles _files = new();
    private readonly Session _session = new Session("batches", new SessionOptions { Workers = 1 }).WithFiles();

    public void Dispose()
    {
        _session.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void Every_batch_with_records_is_a_directory_that_others_read()
    {
        using var engine = new Engine(partitions: 3);
        Save(engine.Queue<string>(["a", "b", "c"], [], ["ü", ""]));
        engine.Tick(3);
        Assert.Equal(["out-1000.parquet", "out-3000.parquet"], Names(_files.Directory));
        Assert.Equal(["{'word': ''}", "{'word': a}", "{'word': b}", "{'word': c}", "{'word': ü}"],
            _files.Ask($"SELECT word FROM '{_files.PathOf("*/*.parquet")}'"));
        Assert.Contains("_SUCCESS", Names(_files.PathOf("out-1000.parquet")));
    }

    [Fact]
    public void A_batch_that_runs_again_in_the_next_life_replaces_itself_and_what_a_kill_left_unfinished()
    {
        using var lives = new Lives(2, context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [$"{number}", "b", "c"]);
            input.ForeachBatch((_, time) => // what the life before had begun
                Directory.CreateDirectory(_files.PathOf($"out-{time.Milliseconds - 1000}.parquet/_temporary-1")));
            Save(input);
            return input;
        });
        lives.Live(2);
        lives.Live(1);
        lives.Live(1);
        Assert.Contains(lives.Seen.Values, static seen => seen.Count > 1);
        Assert.Equal(12, _files.Ask($"SELECT word FROM '{_files.PathOf("*/*.parquet")}'").Length);
        Assert.Equal(4, _files.Ask($"SELECT DISTINCT word FROM '{_files.PathOf("*/*.parquet")}' WHERE word NOT IN ('b', 'c')").Length);
    }

    [Fact]
    public void What_the_last_try_left_unfinished_is_gone()
    {
        foreach (string word in new[] { "first", "second" })
        {
            using var engine = new Engine(partitions: 1, static with => with.QueryId = "one");
            Save(engine.Queue<string>([word]));
            engine.Tick();
            Directory.CreateDirectory(_files.PathOf("out-1000.parquet/_temporary-1"));
        }

        Assert.Equal(["{'word': second}"], _files.Ask($"SELECT word FROM '{_files.PathOf("*/*.parquet")}'"));
        using var third = new Engine(partitions: 1, static with => with.QueryId = "one");
        Save(third.Queue<string>(["third"]));
        third.Tick();
        Assert.Empty(Directory.GetDirectories(_files.PathOf("out-1000.parquet")));
    }

    [Fact]
    public void Every_format_of_frames_is_one_and_its_options_hold()
    {
        using var engine = new Engine(partitions: 1);
        DStream<string> words = engine.Queue<string>(["a", "b"]);
        words.SaveAsFrameFiles(_files.PathOf("json"), Frame, static (writer, directory) => writer.Json(directory));
        words.SaveAsFrameFiles(_files.PathOf("csv"), Frame,
            static (writer, directory) => writer.Option("header", true).Option("compression", "gzip").Csv(directory));
        engine.Tick();
        Assert.Equal("{\"word\":\"a\"}\n{\"word\":\"b\"}\n", File.ReadAllText(Assert.Single(
            Directory.GetFiles(_files.PathOf("json-1000"), "part-*"))));
        Assert.EndsWith(".csv.gz", Assert.Single(Directory.GetFiles(_files.PathOf("csv-1000"), "part-*")), StringComparison.Ordinal);
        Assert.Equal(["{'word': a}", "{'word': b}"], _files.Ask($"SELECT * FROM '{_files.PathOf("csv-1000/*.csv.gz")}'"));
    }

    [Fact]
    public void What_the_query_throws_fails_the_batch_and_leaves_no_marker()
    {
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>(["a"]).SaveAsFrameFiles(_files.PathOf("out"), batch => Frame(batch).Select("wort"),
            static (writer, directory) => writer.Json(directory));
        engine.Tick();
        Assert.Contains("wort", engine.Failure().InnerException!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("_SUCCESS", Names(_files.PathOf("out-1000")));
    }

    private static string[] Names(string directory) =>
        [.. Directory.EnumerateFileSystemEntries(directory).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private DataFrame Frame(Batch<string> batch) => batch.ToFrame(_session, "word");

    private void Save(DStream<string> words) => words.SaveAsFrameFiles(_files.PathOf("out"), Frame,
        static (writer, directory) => writer.Parquet(directory), "parquet");
}
