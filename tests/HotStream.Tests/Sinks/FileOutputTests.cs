using System.Text.Json;
using System.Text.Json.Serialization;
using HotStream.Tests.Io;
using HotStream.Tests.Receiving;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks;

public sealed partial class FileOutputTests
{
    internal sealed record Reading(string Sensor, double Celsius);

    [JsonSerializable(typeof(Reading))]
    [JsonSerializable(typeof(int))]
    internal sealed partial class Json : JsonSerializerContext;

    [Fact]
    public void Every_batch_is_a_directory_named_by_its_time_with_a_part_for_each_partition_and_a_marker()
    {
        using var folder = new Folder();
        using var engine = new Engine(partitions: 3);
        engine.Queue<int>([1, 2, 3, 4], []).SaveAsTextFiles(folder.PathOf("out"), "txt");
        engine.Tick(2);
        Assert.Equal(["out-1000.txt", "out-2000.txt"], Names(folder.Root));
        foreach (string batch in new[] { "out-1000.txt", "out-2000.txt" })
        {
            Assert.Equal([".batch", "_SUCCESS", "part-00000", "part-00001", "part-00002"], Names(folder.PathOf(batch)));
        }

        Assert.Equal("1\n2\n3\n4\n", Text(folder, "out-1000.txt"));
        Assert.Equal("", Text(folder, "out-2000.txt"));
        Assert.Equal("", File.ReadAllText(folder.PathOf("out-1000.txt/_SUCCESS")));
    }

    [Fact]
    public void Without_a_suffix_the_name_ends_with_the_time_and_directories_on_the_way_are_made()
    {
        using var folder = new Folder();
        using var engine = new Engine();
        engine.Queue<string>(["a"]).SaveAsTextFiles(folder.PathOf("deep/er/out"));
        engine.Tick();
        Assert.Equal(["out-1000"], Names(folder.PathOf("deep/er")));
    }

    [Fact]
    public void A_batch_that_comes_again_replaces_itself()
    {
        using var folder = new Folder();
        foreach (int[] records in new int[][] { [1, 2, 3], [9] })
        {
            using var engine = new Engine(partitions: records.Length == 1 ? 1 : 3, with => with.QueryId = "one");
            engine.Queue<int>(records).SaveAsTextFiles(folder.PathOf("out"));
            engine.Tick();
        }

        Assert.Equal(["out-1000"], Names(folder.Root));
        Assert.Equal([".batch", "_SUCCESS", "part-00000"], Names(folder.PathOf("out-1000")));
        Assert.Equal("9\n", Text(folder, "out-1000"));
    }

    [Fact]
    public void A_batch_that_runs_again_in_the_next_life_replaces_itself()
    {
        using var folder = new Folder();
        using var lives = new Lives(2, context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [$"{number}", "b", "c"]);
            input.SaveAsTextFiles(folder.PathOf("out"));
            return input;
        });
        lives.Live(2);
        lives.Live(1);
        lives.Live(1);
        Assert.Contains(lives.Seen.Values, seen => seen.Count > 1);
        Assert.Equal(["out-1000", "out-2000", "out-3000", "out-4000"], Names(folder.Root));
        Assert.Equal(["0\nb\nc\n", "1\nb\nc\n", "2\nb\nc\n", "3\nb\nc\n"], Names(folder.Root).Select(name => Text(folder, name)));
    }

    [Fact]
    public void A_directory_that_a_process_had_just_made_when_it_ended_is_taken()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.PathOf("out-1000.txt"));
        folder.Write("out-2000.txt/.batch.half", "of a na", 1);
        using (var engine = new Engine())
        {
            engine.Queue<string>(["a"], ["b"]).SaveAsTextFiles(folder.PathOf("out"), "txt");
            engine.Tick(2);
        }

        Assert.Equal(["out-1000.txt", "out-2000.txt"], Names(folder.Root));
        Assert.Equal(["a\n", "b\n"], new[] { "out-1000.txt", "out-2000.txt" }.Select(name => Text(folder, name)));
    }

    [Fact]
    public void A_second_query_leaves_what_the_first_has_acknowledged_in_the_same_interval_and_takes_a_neighbour()
    {
        using var folder = new Folder();
        folder.Write("out-2000.txt/theirs", "somebody else's", 1);
        for (int run = 1; run <= 3; run++)
        {
            using var engine = new Engine(partitions: 1, with => with.QueryId = $"run {run}");
            engine.Queue<int>([run], [run]).SaveAsTextFiles(folder.PathOf("out"), "txt");
            engine.Tick(2);
        }

        Assert.Equal(["out-1000-2.txt", "out-1000-3.txt", "out-1000.txt", "out-2000-2.txt", "out-2000-3.txt", "out-2000-4.txt",
            "out-2000.txt"], Names(folder.Root));
        Assert.Equal(["1\n", "2\n", "3\n"],
            new[] { "out-1000.txt", "out-1000-2.txt", "out-1000-3.txt" }.Select(name => Text(folder, name)));
        Assert.Equal(["theirs"], Names(folder.PathOf("out-2000.txt")));
    }

    [Fact]
    public void A_record_that_cannot_be_written_is_a_dead_letter_and_the_others_are_written()
    {
        using var folder = new Folder();
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        Reading[] readings = [new("a", 1), new("b", double.PositiveInfinity), new("c", 3)];
        engine.Queue<Reading>(readings).SaveAsObjectFiles(folder.PathOf("out"), Json.Default.Reading);
        engine.Tick();
        Assert.Equal("{\"Sensor\":\"a\",\"Celsius\":1}\n{\"Sensor\":\"c\",\"Celsius\":3}\n", Text(folder, "out-1000"));
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal(("batch 1000 ms, partition 0, record 1", "{\"Sensor\":\"b\",\"Celsius\":\"Infinity\"}"),
            (letter.Position, System.Text.Encoding.UTF8.GetString(letter.Record.Span)));
    }

    [Fact]
    public void A_path_that_cannot_be_fails_the_batch_with_what_to_do()
    {
        using var folder = new Folder();
        File.WriteAllText(folder.PathOf("file"), "");
        using var engine = new Engine(partitions: 1);
        engine.Queue<int>([1]).SaveAsTextFiles(folder.PathOf("file/out"));
        engine.Tick();
        Assert.StartsWith($"files {folder.PathOf("file/out")} could not be written: ", engine.Failure().InnerException!.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_written_byte_for_byte_and_pairs_in_parentheses()
    {
        using var folder = new Folder();
        using var engine = new Engine(partitions: 1);
        var receiver = new ScriptedText();
        DStream<Utf8Slice> lines = engine.Context.ReceiverStream(receiver);
        lines.SaveAsTextFiles(folder.PathOf("lines"));
        lines.CountByValue().SaveAsTextFiles(folder.PathOf("counts"));
        lines.Map(line => KeyValuePair.Create("k", (line.Length, 1))).SaveAsTextFiles(folder.PathOf("nested"));
        engine.Context.Start();
        receiver.Send([.. "a line longer than twelve bytes\n"u8, 0xFF, 0xC3, (byte)'\n', .. "\n"u8]);
        receiver.WaitUntilStored();
        engine.Tick();
        Assert.Equal([.. "a line longer than twelve bytes\n"u8, 0xFF, 0xC3, (byte)'\n', (byte)'\n'],
            File.ReadAllBytes(folder.PathOf("lines-1000/part-00000")));
        Assert.Equal("(a line longer than twelve bytes,1)\n(\uFFFD\uFFFD,1)\n(,1)\n", Text(folder, "counts-1000"));
        Assert.Equal("(k,(31,1))\n(k,(2,1))\n(k,(0,1))\n", Text(folder, "nested-1000"));
    }

    [Fact]
    public void A_big_batch_is_written_in_full()
    {
        using var folder = new Folder();
        using var engine = new Engine(partitions: 4);
        string[] lines = [.. Enumerable.Range(0, 50_000).Select(i => $"record number {i} \u00e9")];
        engine.Queue<string>(lines).SaveAsTextFiles(folder.PathOf("text"));
        engine.Queue<int>([.. Enumerable.Range(0, 50_000)]).SaveAsObjectFiles(folder.PathOf("json"), Json.Default.Int32);
        engine.Tick();
        Assert.Equal(lines, Text(folder, "text-1000").Split('\n')[..^1]);
        Assert.Equal(Enumerable.Range(0, 50_000).Select(i => $"{i}"), Text(folder, "json-1000").Split('\n')[..^1]);
    }

    [Fact]
    public void Objects_are_written_as_lines_of_JSON_and_read_back_equal()
    {
        using var folder = new Folder();
        using var engine = new Engine(partitions: 2);
        Reading[] readings = [new("roof", 21.5), new("cellar \"north\"\n", -3), new("", 0)];
        engine.Queue<Reading>(readings).SaveAsObjectFiles(folder.PathOf("out"), Json.Default.Reading, "json");
        engine.Tick();
        Assert.Equal([".batch", "_SUCCESS", "part-00000", "part-00001"], Names(folder.PathOf("out-1000.json")));
        string[] lines = Text(folder, "out-1000.json").Split('\n');
        Assert.Equal("""{"Sensor":"roof","Celsius":21.5}""", lines[0]);
        Assert.Equal(readings, lines[..^1].Select(line => JsonSerializer.Deserialize(line, Json.Default.Reading)));
    }

    [Fact]
    public void A_batch_that_fails_leaves_no_marker()
    {
        using var folder = new Folder();
        using var engine = new Engine(partitions: 2);
        engine.Queue<int>([1, 0, 2, 3]).Map(x => 6 / x).SaveAsTextFiles(folder.PathOf("out"));
        engine.Tick();
        Assert.DoesNotContain("_SUCCESS", Names(folder.PathOf("out-1000")));
        Assert.Equal("Map", engine.Failure().OperatorName);
    }

    [Fact]
    public void A_prefix_is_needed()
    {
        using var engine = new Engine();
        Assert.Throws<ArgumentException>(() => engine.Queue<int>().SaveAsTextFiles(" "));
        Assert.Throws<ArgumentException>(() => engine.Queue<int>().SaveAsObjectFiles("", Json.Default.Int32));
        Assert.Throws<ArgumentNullException>(() => engine.Queue<int>().SaveAsObjectFiles("x", null!));
    }

    private static string[] Names(string directory) =>
        [.. Directory.EnumerateFileSystemEntries(directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Text(Folder folder, string batch) =>
        string.Concat(Directory.EnumerateFiles(folder.PathOf(batch), "part-*").Order(StringComparer.Ordinal).Select(File.ReadAllText));
}
