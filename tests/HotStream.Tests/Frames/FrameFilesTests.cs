using System.IO.Compression;
using System.Text;

namespace HotStream.Tests.Frames;

/// <summary>Frames from files and to files: formats, patterns, records that cannot be read, directories that appear as a whole.</summary>
public sealed class FrameFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hotstream-frames-").FullName;
    private readonly Session _session = new Session("files", new SessionOptions { Workers = 2 }).WithFiles();

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void The_schema_of_JSON_is_that_of_all_lines_and_fields_are_sorted()
    {
        string path = Write("a.json", "{\"b\":1,\"a\":\"x\"}\n{\"b\":2.5,\"c\":[{\"d\":true}],\"n\":null}\n{\"a\":7}\n");
        DataFrame frame = _session.Read.Json(path);
        Assert.Equal("a STRING, b DOUBLE, c array<struct<d:boolean>>, n STRING", frame.Schema.ToString());
        Assert.Equal(["[x,1.0,null,null]", "[null,2.5,[{true}],null]", "[7,null,null,null]"], Rows(frame));
    }

    [Fact]
    public void The_schema_of_a_large_file_is_that_of_all_its_parts()
    {
        string filler = new('x', 4000);
        string path = Path.Combine(_directory, "large.json");
        using (StreamWriter lines = File.CreateText(path))
        {
            for (int i = 0; i < 10_000; i++) // 40 MB: three parts for two workers
            {
                lines.WriteLine(i switch
                {
                    1 => $$$"""{"a":1,"early":[1],"s":"{{{filler}}}"}""",
                    9000 => $$$"""{"a":2.5,"late":{"x":true},"s":"{{{filler}}}"}""",
                    9500 => "no JSON",
                    _ => $$$"""{"a":{{{i}}},"s":"{{{filler}}}"}""",
                });
            }
        }

        Assert.Equal("a DOUBLE, early array<bigint>, late struct<x:boolean>, s STRING, _corrupt_record STRING",
            _session.Read.Json(path).Schema.ToString());
        using (StreamWriter lines = File.CreateText(path))
        {
            lines.WriteLine("a,b,c");
            for (int i = 0; i < 10_000; i++)
            {
                lines.WriteLine($"{i},{(i == 9000 ? "late" : "7")},{filler}");
            }
        }

        Assert.Equal("a INT, b STRING, c STRING",
            _session.Read.Option("header", true).Option("inferSchema", true).Csv(path).Schema.ToString());
    }

    [Fact]
    public void A_session_that_is_over_refuses_and_nobody_waits()
    {
        string path = Write("a.json", "{\"a\":1}\n");
        var session = new Session("over", new SessionOptions { Workers = 2 });
        DataFrame frame = session.Range(0, 10);
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => frame.Count());
        Assert.Throws<ObjectDisposedException>(() => session.Read.Json(path));
    }

    [Fact]
    public void Marks_at_the_beginning_ends_of_lines_of_two_kinds_and_blank_lines_are_no_rows()
    {
        string path = Write("a.json", "\uFEFF{\"a\":1}\r\n\r\n  \n{\"a\":2}\n{\"a\":3}");
        Assert.Equal(["[1]", "[2]", "[3]"], Rows(_session.Read.Json(path)));
        Assert.Empty(Rows(_session.Read.Schema("a BIGINT").Json(Write("empty.json", ""))));
        Assert.Equal("a BIGINT, b array<bigint>, c STRING, n STRING", _session.Read.Json(Write("late.json", """
            {"a":null,"b":[null],"c":1,"n":null}
            {"a":null,"b":[],"c":1,"n":null}
            {"a":7,"b":[1],"c":"x","n":null}
            """)).Schema.ToString()); // what was null first becomes what comes later
        Assert.Empty(_session.Read.Json(Write("nothing.json", "\n\n")).Schema);
    }

    [Theory]
    [InlineData("{\"a\":1")]
    [InlineData("[1]")]
    [InlineData("{\"a\":\"\u0001\"}")]
    [InlineData("{\"a\":\"x\"}")]
    [InlineData("{\"a\":1} {}")]
    public void A_record_that_cannot_be_read_is_nulls_with_its_text_or_left_out_or_ends_the_query(string bad)
    {
        string path = Write("a.json", $"{{\"a\":1}}\n{bad}\n{{\"a\":3}}\n");
        DataFrameReader reader = _session.Read.Schema("a BIGINT, _corrupt_record STRING");
        Row[] rows = [.. reader.Json(path).Collect()];
        Assert.Equal(["[1,null]", "[3,null]"], [rows[0].ToString(), rows[2].ToString()]);
        Assert.Equal([null, bad], rows[1]);
        Assert.Equal(["[1]", "[3]"], Rows(_session.Read.Schema("a BIGINT").Option("mode", "DROPMALFORMED").Json(path)));
        DataFrame failing = _session.Read.Schema("a BIGINT").Option("mode", "failfast").Json(path);
        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => failing.Collect());
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains(bad, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_make_a_record_that_cannot_be_read()
    {
        string path = Path.Combine(_directory, "a.json");
        File.WriteAllBytes(path, [.. "{\"a\":\"x"u8, 0xFF, .. "\"}\n{\"a\":\"y\"}\n"u8]);
        Assert.Equal(["[null]", "[y]"], Rows(_session.Read.Schema("a STRING").Json(path)));
    }

    [Fact]
    public void A_document_of_several_lines_is_an_object_or_a_list_of_them()
    {
        string list = Write("list.json", "[ {\"a\": 1,\n \"b\": [1, 2]},\n {\"a\": 2}\n]\n");
        string one = Write("one.json", "{\n \"a\": 3\n}\n");
        Assert.Equal(["[1,[1, 2]]", "[2,null]"], Rows(_session.Read.Option("multiLine", true).Json(list)));
        Assert.Equal(["[3]"], Rows(_session.Read.Option("multiLine", true).Json(one)));
    }

    [Fact]
    public void Every_line_of_a_file_of_many_parts_is_read_once()
    {
        string path = Path.Combine(_directory, "large.json");
        const int Lines = 700_000; // 45 MB: three parts
        using (var writer = new StreamWriter(path))
        {
            for (int line = 0; line < Lines; line++)
            {
                writer.Write($"{{\"id\":{line},\"text\":\"{new string('x', 20 + (line % 40))}\"}}\n");
            }
        }

        Row row = _session.Read.Schema("id BIGINT, text STRING").Json(path)
            .Agg(Functions.Count(1), Functions.CountDistinct(Functions.Col("id")), Functions.Sum(Functions.Col("id"))).First();
        Assert.Equal([(long)Lines, (long)Lines, (long)Lines * (Lines - 1) / 2], row);
    }

    [Fact]
    public void A_line_longer_than_a_slab_is_read_whole()
    {
        string text = new('y', 300_000);
        string path = Write("long.json", $"{{\"a\":\"{text}\"}}\n{{\"a\":\"b\"}}\n");
        Assert.Equal([text, "b"], _session.Read.Json(path).Collect().Select(row => row[0]));
    }

    [Fact]
    public void Patterns_find_files_and_hidden_ones_do_not_count()
    {
        foreach (string name in new[] { "a1.json", "a2.json", "b1.json", "_hidden.json", ".also.json", "deep/er/a1.json" })
        {
            Write(name, $"{{\"name\":\"{name}\"}}\n");
        }

        string[] Names(string pattern) =>
            [.. _session.Read.Schema("name STRING").Json(Path.Combine(_directory, pattern)).Collect().Select(row => (string)row[0]!)];
        Assert.Equal(["a1.json", "a2.json"], Names("a?.json"));
        Assert.Equal(["a1.json", "b1.json"], Names("[ab]1.json"));
        Assert.Equal(["a2.json", "b1.json"], Names("{a2,b1}.json"));
        Assert.Equal(["a1.json", "deep/er/a1.json"], Names("**/a1.json"));
        Assert.Equal(["a1.json", "a2.json", "b1.json", "deep/er/a1.json"], Names(""));
        Assert.Throws<FileNotFoundException>(() => Names("c*.json"));
    }

    [Fact]
    public void Files_packed_by_gzip_are_unpacked()
    {
        string path = Path.Combine(_directory, "a.json.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            packed.Write("{\"a\":1}\n{\"a\":2}\n"u8);
        }

        Assert.Equal(["[1]", "[2]"], Rows(_session.Read.Json(path)));
    }

    [Fact]
    public void An_archive_of_several_members_is_one_file_and_one_that_is_damaged_is_named()
    {
        string path = Path.Combine(_directory, "b.json.gz");
        byte[] rows = [.. Enumerable.Range(0, 5000).SelectMany(row => Encoding.ASCII.GetBytes($"{{\"a\":{row * 7919 % 5000}}}\n"))];
        using (FileStream file = File.Create(path))
        {
            for (int member = 0; member < 2; member++)
            {
                using var packed = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
                packed.Write(rows);
            }
        }

        DataFrame frame = _session.Read.Schema("a BIGINT").Json(path);
        Assert.Equal(10_000, frame.Count());
        byte[] damaged = File.ReadAllBytes(path);
        byte[] cut = damaged[..(damaged.Length * 3 / 4)];
        damaged[damaged.Length / 4] ^= 0x55;
        foreach (byte[] wrong in new[] { damaged, cut, [.. "no archive"u8] })
        {
            File.WriteAllBytes(path, wrong);
            Assert.StartsWith($"{path} cannot be unpacked: ", Assert.Throws<InvalidDataException>(() => frame.Count()).Message,
                StringComparison.Ordinal);
        }

        File.WriteAllBytes(path, cut);
        Assert.Contains("In the data of member 2", Assert.Throws<InvalidDataException>(() => frame.Count()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Separated_values_have_a_header_quotes_and_types_that_are_found_out()
    {
        string path = Write("a.csv",
            "i,d,t,\"q \"\"x\"\"\",s\n1,1.5,2021-08-13 14:25:02,\"a,b\",x\n2,2,2021-08-13 14:25:03,\"\"\"y\"\"\",\n,,,,\"\"\n");
        DataFrame texts = _session.Read.Option("header", true).Csv(path);
        Assert.Equal(["i", "d", "t", "q \"x\"", "s"], texts.Columns);
        Assert.Equal("[1,1.5,2021-08-13 14:25:02,a,b,x]", Rows(texts)[0]);
        DataFrame typed = _session.Read.Option("header", true).Option("inferSchema", true).Csv(path);
        Assert.Equal(["int", "double", "timestamp", "string", "string"], typed.Schema.Select(field => field.Type.Name));
        Row[] rows = [.. typed.Collect()];
        Assert.Equal([2, 2.0, new DateTime(2021, 8, 13, 14, 25, 3, DateTimeKind.Utc), "\"y\"", null], rows[1]);
        Assert.Equal([null, null, null, null, ""], rows[2]);
        Assert.Equal(["_c0", "_c1", "_c2", "_c3", "_c4"], _session.Read.Csv(path).Columns);
    }

    [Fact]
    public void Separated_values_that_do_not_fit_are_nulls_left_out_or_end_the_query()
    {
        string path = Write("a.csv", "1;x\nno;y\n3\n");
        DataFrameReader reader = _session.Read.Schema("n INT, s STRING").Option("sep", ";");
        Assert.Equal(["[1,x]", "[null,y]", "[3,null]"], Rows(reader.Csv(path)));
        Assert.Equal(["[1,x]"], Rows(reader.Option("mode", "DROPMALFORMED").Csv(path)));
        Assert.Throws<InvalidDataException>(() => Rows(reader.Option("mode", "FAILFAST").Csv(path)));
        Assert.Equal(["[1,x,null]", "[null,y,no;y]", "[3,null,3]"],
            Rows(_session.Read.Schema("n INT, s STRING, _corrupt_record STRING").Option("sep", ";").Csv(path)));
    }

    [Fact]
    public void Names_of_columns_may_have_any_letters()
    {
        string path = Write("a.csv", "a`b,c.d,*,d e\n1,2,3,4\n");
        DataFrame frame = _session.Read.Option("header", true).Option("inferSchema", true).Csv(path);
        Assert.Equal(["a`b", "c.d", "*", "d e"], frame.Columns);
        Assert.Equal(["[1,2,3,4]"], Rows(frame));
        string written = Path.Combine(_directory, "out");
        frame.Write.Csv(written);
        Assert.Equal("1,2,3,4\n", File.ReadAllText(Assert.Single(Directory.GetFiles(written, "part-*"))));
    }

    [Fact]
    public void Lines_of_text_are_a_column()
    {
        string path = Write("a.txt", "one two\n\nthree");
        Assert.Equal(["[one two]", "[]", "[three]"], Rows(_session.Read.Text(path)));
        Assert.Equal(3L, _session.Sql($"SELECT count(*) FROM text.`{path}`").Collect()[0][0]);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    public void What_was_written_reads_back(string format)
    {
        DataFrame frame = _session.CreateDataFrame(Schema.Parse("a BIGINT, b STRING, c DOUBLE"),
            [[1L, "x \"y\", z\nw", 1.5], [null, null, null], [2L, "", -0.25]]);
        string path = Path.Combine(_directory, "out");
        if (format == "json")
        {
            frame.Write.Option("compression", "gzip").Json(path);
            Assert.Equal(["[1,x \"y\", z\nw,1.5]", "[null,null,null]", "[2,,-0.25]"], Rows(_session.Read.Schema(frame.Schema).Json(path)));
        }
        else
        {
            DataFrame lines = frame.WithColumn("b", Functions.Replace(Functions.Col("b"), "\n", " "));
            lines.Write.Option("header", true).Csv(path);
            Assert.Equal(["[1,x \"y\", z w,1.5]", "[null,null,null]", "[2,,-0.25]"],
                Rows(_session.Read.Schema(frame.Schema).Option("header", true).Csv(path)));
        }

        Assert.True(File.Exists(Path.Combine(path, "_SUCCESS")));
        Assert.DoesNotContain(Directory.GetDirectories(path), name => name.Contains("_temporary", StringComparison.Ordinal));
    }

    [Fact]
    public void A_directory_that_is_there_is_kept_unless_it_was_said_otherwise()
    {
        string path = Path.Combine(_directory, "out");
        DataFrame Of(long value) => _session.Range(value, value + 1, partitions: 1);
        string[] Read() => [.. Rows(_session.Read.Schema("id BIGINT").Json(path)).Order(StringComparer.Ordinal)];
        Of(1).Write.Json(path);
        Assert.Contains("is there already", Assert.Throws<IOException>(() => Of(2).Write.Json(path)).Message, StringComparison.Ordinal);
        Of(2).Write.Mode(SaveMode.Ignore).Json(path);
        Assert.Equal(["[1]"], Read());
        Of(3).Write.Mode(SaveMode.Append).Json(path);
        Assert.Equal(["[1]", "[3]"], Read());
        Of(4).Write.Mode(SaveMode.Overwrite).Json(path);
        Assert.Equal(["[4]"], Read());
    }

    [Fact]
    public void A_query_that_fails_leaves_no_file_and_what_was_there()
    {
        string path = Path.Combine(_directory, "out");
        _session.Range(0, 1, partitions: 1).Write.Json(path);
        DataFrame failing = _session.Read.Schema("a BIGINT").Option("mode", "FAILFAST").Json(Write("bad.json", "{\"a\":\"x\"}\n"));
        Assert.Throws<InvalidDataException>(() => failing.Write.Mode(SaveMode.Overwrite).Json(path));
        Assert.Equal(["[0]"], Rows(_session.Read.Schema("id BIGINT").Json(path)));
        Assert.Empty(Directory.GetDirectories(path));
    }

    [Fact]
    public void Options_that_are_not_known_or_have_a_wrong_value_are_refused_by_name()
    {
        string path = Write("a.json", "{}");
        Assert.Contains("'modus'", Assert.Throws<ArgumentException>(() => _session.Read.Option("modus", "x").Json(path)).Message,
            StringComparison.Ordinal);
        Assert.Contains("'lenient'", Assert.Throws<ArgumentException>(() => _session.Read.Option("mode", "lenient").Json(path)).Message,
            StringComparison.Ordinal);
        Assert.Contains("sep", Assert.Throws<ArgumentException>(() => _session.Read.Option("sep", "ab").Csv(path)).Message,
            StringComparison.Ordinal);
        Assert.Contains("'sep'", Assert.Throws<ArgumentException>(() =>
            _session.Range(0, 1).Write.Option("sep", ";").Json(path + ".out")).Message,
            StringComparison.Ordinal);
        Assert.Contains("CSV has no place",
            Assert.Throws<ArgumentException>(() => _session.Sql("SELECT array(1) AS a").Write.Csv(path + ".out")).Message,
            StringComparison.Ordinal);
    }

    private static string[] Rows(DataFrame frame) => [.. frame.Collect().Select(row => row.ToString())];

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }
}
