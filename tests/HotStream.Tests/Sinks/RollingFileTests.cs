using System.IO.Compression;
using System.Text.Json.Serialization;
using HotStream.Tests.Io;
using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks;

public sealed partial class RollingFileTests
{
    internal sealed record Reading(string Sensor, double Celsius);

    [JsonSerializable(typeof(Reading))]
    internal sealed partial class RollingJson : JsonSerializerContext;

    [Fact]
    public void Batches_go_into_one_hidden_file_a_partition_until_the_stop_completes_it()
    {
        using var folder = new Folder();
        using (var engine = new Engine(partitions: 2))
        {
            engine.Queue<int>([1, 2, 3, 4], [], [5]).SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out") });
            engine.Tick(3);
            Assert.Equal(
                [".part-00000-1000.txt.open", ".part-00001-1000.txt.open", ".part.lock", "part.manifest.jsonl"],
                Names(folder));
            Assert.Equal("1\n2\n", File.ReadAllText(folder.PathOf("out/.part-00000-1000.txt.open"))[..4]);
        }

        Assert.Equal([".part.lock", "part-00000-1000.txt", "part-00001-1000.txt", "part.manifest.jsonl"], Names(folder));
        string[] texts = [Text(folder, "part-00000-1000.txt"), Text(folder, "part-00001-1000.txt")];
        Assert.Equal(["1", "2", "3", "4", "5"], string.Concat(texts).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.Equal(
            texts.Select((text, i) => Line($"part-0000{i}-1000.txt", 1000, text.Contains('5', StringComparison.Ordinal) ? 3000
                : 1000, text.Length / 2, text.Length)).Order(),
            Manifest(folder).Order());
    }

    [Fact]
    public void Lines_are_written_by_any_encoder()
    {
        using var folder = new Folder();
        var options = new RollingFileOptions { Directory = folder.PathOf("out"), RollEveryBatch = true };
        using var engine = new Engine(partitions: 1);
        engine.Queue<int>([1, 2])
            .SaveAsRollingFiles(options, RecordEncoders.Json<int>((json, number) => json.WriteNumberValue(number / 4.0)), ".jsonl");
        engine.Tick();
        Assert.Equal("0.25\n0.5\n", Text(folder, "part-00000-1000.jsonl"));
        Assert.Contains("cannot end", Assert.Throws<ArgumentException>(() =>
            new RollingFileSink<int>(options, RecordEncoders.Text<int>(), "/txt")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_end_with_every_batch_if_wanted()
    {
        using var folder = new Folder();
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>(["a"], [], ["b", "c"])
            .SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out"), RollEveryBatch = true, Prefix = "x" });
        engine.Tick(3);
        Assert.Equal([Line("x-00000-1000.txt", 1000, 1000, 1, 2), Line("x-00000-3000.txt", 3000, 3000, 2, 4)], Manifest(folder, "x"));
        Assert.Equal("b\nc\n", Text(folder, "x-00000-3000.txt"));
    }

    [Fact]
    public void Files_end_when_they_are_large_enough()
    {
        using var folder = new Folder();
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>(["12345"], ["123"], ["1"], ["1"])
            .SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out"), RollBytes = 10 });
        engine.Tick(4);
        Assert.Equal([Line("part-00000-1000.txt", 1000, 2000, 2, 10)], Manifest(folder));
    }

    [Fact]
    public void Files_end_when_they_are_old_also_without_records()
    {
        using var folder = new Folder();
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>(["a"], ["b"], [], [])
            .SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out"), RollAge = TimeSpan.FromSeconds(3) });
        engine.Tick(3);
        Assert.Empty(Manifest(folder));
        engine.Tick();
        Assert.Equal([Line("part-00000-1000.txt", 1000, 2000, 2, 4)], Manifest(folder));
    }

    [Fact]
    public void Gzip_files_of_many_batches_are_read_as_one()
    {
        using var folder = new Folder();
        string[][] batches = [.. Enumerable.Range(0, 5)
            .Select(b => Enumerable.Range(0, 20_000).Select(i => $"batch {b} record {i}").ToArray())];
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue<string>(batches).SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out"), Gzip = true });
            engine.Tick(5);
        }

        using var lines =
            new StreamReader(new GZipStream(File.OpenRead(folder.PathOf("out/part-00000-1000.txt.gz")), CompressionMode.Decompress));
        Assert.Equal(batches.SelectMany(batch => batch), lines.ReadToEnd().Split('\n')[..^1]);
        Assert.Contains("100000 records", Manifest(folder)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_a_line_for_each_record()
    {
        using var folder = new Folder();
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue<Reading>([new Reading("roof\n", 21.5), new Reading("", -3)])
                .SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out") }, RollingJson.Default.Reading);
            engine.Tick();
        }

        Assert.Equal("""{"Sensor":"roof\n","Celsius":21.5}""" + "\n" + """{"Sensor":"","Celsius":-3}"""
            + "\n", Text(folder, "part-00000-1000.jsonl"));
    }

    [Fact]
    public void Csv_quotes_what_it_must_and_begins_every_file_with_a_header()
    {
        using var folder = new Folder();
        DateTimeOffset at = new(2017, 2, 10, 16, 42, 23, TimeSpan.FromHours(9));
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue<(string? Text, double? Number)>([("a,b", 1.5), ("say \"hi\"\r\n", null), (null, -1e100), ("", 0)],
                [("c", 1)]).SaveAsRollingFiles(
                new RollingFileOptions { Directory = folder.PathOf("out"), RollEveryBatch = true },
                columns => columns.Add("the text", x => x.Text).Add("a,number", x => x.Number).Add("at", x => at)
                .Add("pair", x => Optional<int>.Some(1)));
            engine.Tick(2);
        }

        const string Header = "the text,\"a,number\",at,pair\r\n";
        const string End = ",2017-02-10T16:42:23.0000000+09:00,Some(1)\r\n";
        Assert.Equal($"{Header}\"a,b\",1.5{End}\"say \"\"hi\"\"\r\n\",{End},-1E+100{End}\"\",0{End}", Text(folder, "part-00000-1000.csv"));
        Assert.Equal($"{Header}c,1{End}", Text(folder, "part-00000-2000.csv"));
    }

    [Fact]
    public void Csv_quotes_a_line_break_of_any_kind_and_writes_the_others_although_one_cannot_be()
    {
        using var folder = new Folder();
        var letters = new List<DeadLetter>();
        using (var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add))
        {
            engine.Queue<string>(["a\rb", "c\nd", "\r", "bad", "e"]).SaveAsRollingFiles(
                new RollingFileOptions { Directory = folder.PathOf("out"), RollEveryBatch = true },
                columns => columns.Add("text", x => x).Add("number", x => x == "bad" ? throw new FormatException("no number") : 1));
            engine.Tick();
        }

        Assert.Equal("text,number\r\n\"a\rb\",1\r\n\"c\nd\",1\r\n\"\r\",1\r\ne,1\r\n", Text(folder, "part-00000-1000.csv"));
        Assert.Contains(" 4 records", Manifest(folder).Single(), StringComparison.Ordinal);
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal(("batch 1000 ms, partition 0, record 3", "bad"),
            (letter.Position, System.Text.Encoding.UTF8.GetString(letter.Record.Span)));
        Assert.StartsWith("It could not be encoded: no number (FormatException).", letter.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "=1+1,-5\r\n+1,-5\r\n-1,-5\r\n@x,-5\r\n\t=1,-5\r\n\"\r=1\",-5\r\na=1,-5\r\n")]
    [InlineData(true, "\"'=1+1\",-5\r\n\"'+1\",-5\r\n\"'-1\",-5\r\n\"'@x\",-5\r\n\"'\t=1\",-5\r\n\"'\r=1\",-5\r\na=1,-5\r\n")]
    public void Csv_neutralises_formulas_if_wanted_and_leaves_numbers_alone(bool neutralises, string lines)
    {
        using var folder = new Folder();
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue<string>(["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "a=1"]).SaveAsRollingFiles(
                new RollingFileOptions { Directory = folder.PathOf("out"), RollEveryBatch = true, NeutralizeFormulas = neutralises },
                columns => columns.Add("text", x => x).Add("number", x => -5));
            engine.Tick();
        }

        Assert.Equal("text,number\r\n" + lines, Text(folder, "part-00000-1000.csv"));
    }

    [Fact]
    public void Slices_are_written_byte_for_byte()
    {
        using var folder = new Folder();
        using (var engine = new Engine(partitions: 1))
        {
            var receiver = new ScriptedText();
            DStream<Utf8Slice> lines = engine.Context.ReceiverStream(receiver);
            lines.SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out") });
            lines.SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out"), Prefix = "csv" },
                columns => columns.Add("line", line => line));
            engine.Context.Start();
            receiver.Send([.. "a line, longer than twelve bytes\n"u8, 0xFF, (byte)'\n']);
            receiver.WaitUntilStored();
            engine.Tick();
        }

        Assert.Equal([.. "a line, longer than twelve bytes\n"u8, 0xFF, (byte)'\n'],
            File.ReadAllBytes(folder.PathOf("out/part-00000-1000.txt")));
        Assert.Equal([.. "line\r\n\"a line, longer than twelve bytes\"\r\n"u8, 0xFF, (byte)'\r', (byte)'\n'],
            File.ReadAllBytes(folder.PathOf("out/csv-00000-1000.csv")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_that_fails_leaves_nothing(bool gzip)
    {
        using var folder = new Folder();
        using (var engine = new Engine(partitions: 2))
        {
            engine.Queue<int>([1, 2], [3, 0], [0, 4], [5, 6]).Map(x => 60 / x)
                .SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out"), Gzip = gzip });
            engine.Tick(4);
        }

        Assert.Equal(["10", "12", "30", "60"], AllLines(folder).Order());
        Assert.Equal(4, Complete(folder, "part").Sum(entry => entry.Records));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_crash_leaves_open_is_cut_after_its_last_whole_batch_and_completed_at_the_next_start(bool gzip)
    {
        using var folder = new Folder();
        using var crashed = new Folder();
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue<string>(["a"], ["b", "c"], ["d"]).SaveAsRollingFiles(new RollingFileOptions
            {
                Directory = folder.PathOf("out"),
                Gzip = gzip,
                RollAge = TimeSpan.FromHours(1),
            });
            engine.Tick(2);
            Copy(folder, crashed); // what is on disk now, as if the process had ended here
        }

        string name = gzip ? "part-00000-1000.txt.gz" : "part-00000-1000.txt";
        File.AppendAllText(crashed.PathOf($"out/.{name}.open"), "half a batch");
        File.WriteAllText(crashed.PathOf("out/.part-00001-2000.txt.open"), "not one whole batch");
        File.WriteAllText(crashed.PathOf("out/.other-00001-2000.txt.open"), "of somebody else");
        File.AppendAllText(crashed.PathOf("out/part.manifest.jsonl"), "{\"fi");
        var log = new LogCapture();
        using (var engine = new Engine(partitions: 1, with => with.LoggerFactory = log, startMilliseconds: 9000))
        {
            engine.Queue<string>(["e"]).SaveAsRollingFiles(new RollingFileOptions { Directory = crashed.PathOf("out"), Gzip = gzip });
            engine.Tick();
        }

        Assert.Equal(["a", "b", "c", "e"], AllLines(crashed).Order());
        Assert.Equal(2, Manifest(crashed).Length);
        Assert.StartsWith($"{name} 1000 to 2000: 3 records, ", Manifest(crashed)[0], StringComparison.Ordinal);
        Assert.Equal([".other-00001-2000.txt.open", ".part.lock"], Names(crashed).Where(file => file.StartsWith('.')));
        Assert.Equal(3, log.Entries.Count(entry => entry.Id == 5200)); // both files, and half a line
    }

    [Fact]
    public void A_crash_between_rename_and_manifest_is_made_good()
    {
        using var folder = new Folder();
        using var crashed = new Folder();
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue<string>(["a"]).SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out") });
            engine.Tick();
            Copy(folder, crashed);
        }

        File.Move(crashed.PathOf("out/.part-00000-1000.txt.open"), crashed.PathOf("out/part-00000-1000.txt"));
        foreach (int start in new[] { 1, 2 })
        {
            using var engine = new Engine(partitions: start);
            engine.Queue<string>([]).SaveAsRollingFiles(new RollingFileOptions { Directory = crashed.PathOf("out") });
            engine.Tick();
        }

        Assert.Equal(Manifest(folder), Manifest(crashed));
        Assert.Equal([".part.lock", "part-00000-1000.txt", "part.manifest.jsonl"], Names(crashed));
    }

    [Fact]
    public void A_directory_of_an_earlier_version_is_read_on_and_what_it_left_open_is_named()
    {
        using var folder = new Folder();
        folder.Write("out/part-00000-1000.txt", "a\n", 1000);
        File.WriteAllText(folder.PathOf("out/part.manifest.jsonl"),
            """{"file":"part-00000-1000.txt","firstBatchMs":1000,"lastBatchMs":1000,"records":1,"bytes":2}""" + "\n");
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue<string>(["b"]).SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out") });
            engine.Tick();
        }

        Assert.Equal(["part-00000-1000.txt 1000 to 1000: 1 records, 2 bytes", "part-00000-1000-2.txt 1000 to 1000: 1 records, 2 bytes"],
            Manifest(folder));
        folder.Write("out/.part-00000-9000.txt.journal", "{}", 9000);
        using var second = new Engine(partitions: 1);
        second.Queue<string>(["c"]).SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out") });
        second.Tick();
        Assert.Contains(".part-00000-9000.txt.journal is of an earlier version", second.Failure().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_batch_time_again_is_another_file()
    {
        using var folder = new Folder();
        for (int run = 0; run < 2; run++)
        {
            using var engine = new Engine(partitions: 1);
            engine.Queue<string>([$"{run}"]).SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out") });
            engine.Tick();
        }

        Assert.Equal("0\n", Text(folder, "part-00000-1000.txt"));
        Assert.Equal("1\n", Text(folder, "part-00000-1000-2.txt"));
    }

    [Fact]
    public void Two_sinks_of_one_prefix_are_refused()
    {
        using var folder = new Folder();
        using var engine = new Engine(partitions: 1);
        DStream<string> stream = engine.Queue<string>(["a"]);
        stream.SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out") });
        stream.SaveAsRollingFiles(new RollingFileOptions { Directory = folder.PathOf("out") });
        engine.Tick();
        Assert.Contains("is written to by another sink with prefix \"part\"", engine.Failure().InnerException!.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_work_is_refused()
    {
        using var engine = new Engine();
        DStream<string> stream = engine.Queue<string>();
        Assert.Throws<ArgumentException>(() => stream.SaveAsRollingFiles(new RollingFileOptions { Directory = " " }));
        Assert.Throws<ArgumentException>(() => stream.SaveAsRollingFiles(new RollingFileOptions { Directory = "x", Prefix = "a/b" }));
        Assert.Throws<ArgumentException>(() => stream.SaveAsRollingFiles(new RollingFileOptions { Directory = "x" }, _ => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RollingFileOptions { Directory = "x", RollBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RollingFileOptions { Directory = "x", RollAge = TimeSpan.Zero });
    }

    private static string[] Names(Folder folder) => [.. Directory.EnumerateFileSystemEntries(folder.PathOf("out"))
        .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Text(Folder folder, string name) => File.ReadAllText(folder.PathOf("out/" + name));

    private static IEnumerable<ManifestEntry> Complete(Folder folder, string prefix) =>
        FileManifest.Read(folder.PathOf($"out/{prefix}.manifest.jsonl"), out _).Where(entry => entry.File is not null);

    private static string[] Manifest(Folder folder, string prefix = "part") => [.. Complete(folder, prefix)
        .Select(entry => Line(entry.File!, entry.FirstBatchMs, entry.LastBatchMs, entry.Records, entry.Bytes))];

    private static string Line(string file, long first, long last, long records, long bytes) =>
        $"{file} {first} to {last}: {records} records, {bytes} bytes";

    private static string[] AllLines(Folder folder)
    {
        var lines = new List<string>();
        foreach (string path in Directory.EnumerateFiles(folder.PathOf("out"), "part-*"))
        {
            using Stream file = File.OpenRead(path);
            using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal)
                ? new GZipStream(file, CompressionMode.Decompress) : file);
            lines.AddRange(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return [.. lines];
    }

    private static void Copy(Folder from, Folder to)
    {
        Directory.CreateDirectory(to.PathOf("out"));
        foreach (string path in Directory.EnumerateFiles(from.PathOf("out")))
        {
            if (!path.EndsWith(".lock", StringComparison.Ordinal))
            {
                using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using FileStream copy = File.Create(to.PathOf("out/" + Path.GetFileName(path)));
                file.CopyTo(copy);
            }
        }
    }
}
