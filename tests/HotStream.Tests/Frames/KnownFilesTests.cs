namespace HotStream.Tests.Frames;

/// <summary>The schema of files is found out once, and again when a file is another.</summary>
public sealed class KnownFilesTests : IDisposable
{
    private static readonly DateTime s_longAgo = new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private readonly string _directory = Directory.CreateTempSubdirectory("hotstream-known-").FullName;
    private readonly Session _session = new Session("known", new SessionOptions { Workers = 2 }).WithFiles();

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void A_file_that_is_what_it_was_is_not_looked_at_again()
    {
        string path = Write("a.json", "{\"a\":1}\n", s_longAgo);
        Assert.Equal("a BIGINT", _session.Read.Json(path).Schema.ToString());
        Write("a.json", "{\"b\":1}\n", s_longAgo); // as long, and said to be as old: whoever looked would see it
        Assert.Equal("a BIGINT", _session.Read.Json(path).Schema.ToString());
        using var other = new Session("other", new SessionOptions { Workers = 1 });
        Assert.Equal("a BIGINT", other.Read.Json(path).Schema.ToString());
        Assert.Equal("b BIGINT", _session.Read.Option("multiLine", true).Json(path).Schema.ToString()); // another question
    }

    [Fact]
    public void A_file_of_another_time_or_length_is_looked_at_anew()
    {
        string path = Write("a.json", "{\"a\":1}\n", s_longAgo);
        Assert.Equal("a BIGINT", _session.Read.Json(path).Schema.ToString());
        Write("a.json", "{\"b\":1}\n", s_longAgo.AddTicks(1));
        Assert.Equal("b BIGINT", _session.Read.Json(path).Schema.ToString());
        Write("a.json", "{\"b\":1.5}\n", s_longAgo.AddTicks(1));
        Assert.Equal("b DOUBLE", _session.Read.Json(path).Schema.ToString());
        File.Delete(path);
        Assert.Throws<FileNotFoundException>(() => _session.Read.Json(path));
        Write("a.json", "{\"b\":1.5}\n no JSON", s_longAgo);
        Assert.Equal("b DOUBLE, _corrupt_record STRING", _session.Read.Json(path).Schema.ToString());
        Assert.Equal("b DOUBLE", _session.Read.Option("mode", "DROPMALFORMED").Json(path).Schema.ToString());
        Assert.Equal("b DOUBLE, bad STRING",
            _session.Read.Option("columnNameOfCorruptRecord", "bad").Json(path).Schema.ToString());
    }

    [Fact]
    public void Of_a_file_that_was_written_just_now_nothing_is_known()
    {
        string path = Write("a.json", "{\"a\":1}\n", null);
        Assert.Equal("a BIGINT", _session.Read.Json(path).Schema.ToString());
        DateTime written = File.GetLastWriteTimeUtc(path);
        Write("a.json", "{\"b\":1}\n", written); // within a tick of the clock
        Assert.Equal("b BIGINT", _session.Read.Json(path).Schema.ToString());
    }

    [Fact]
    public void Another_file_among_those_of_a_pattern_is_seen()
    {
        Write("a.json", "{\"a\":1}\n", s_longAgo);
        string pattern = Path.Combine(_directory, "*.json");
        Assert.Equal("a BIGINT", _session.Read.Json(pattern).Schema.ToString());
        Write("b.json", "{\"a\":1.5}\n", s_longAgo);
        Assert.Equal("a DOUBLE", _session.Read.Json(pattern).Schema.ToString());
    }

    [Fact]
    public void Separated_values_are_known_by_their_options_too()
    {
        string path = Write("a.csv", "1,x\n2,3;4\n", s_longAgo);
        DataFrameReader Reader() => _session.Read.Option("inferSchema", true);
        Assert.Equal("_c0 INT, _c1 STRING", Reader().Csv(path).Schema.ToString());
        Assert.Equal("_c0 STRING", Reader().Option("sep", ";").Csv(path).Schema.ToString());
        Assert.Equal("1 INT, x STRING", Reader().Option("header", true).Csv(path).Schema.ToString());
        Assert.Equal("_c0 INT, _c1 STRING", Reader().Option("nullValue", "3;4").Csv(path).Schema.ToString());
        Write("a.csv", "1,5\n2,344\n", s_longAgo);
        Assert.Equal("_c0 INT, _c1 STRING", Reader().Csv(path).Schema.ToString());
        File.SetLastWriteTimeUtc(path, s_longAgo.AddDays(1));
        Assert.Equal("_c0 INT, _c1 INT", Reader().Csv(path).Schema.ToString());
    }

    [Fact]
    public void A_session_that_is_over_refuses_what_is_known_too()
    {
        string path = Write("a.json", "{\"a\":1}\n", s_longAgo);
        var session = new Session("over", new SessionOptions { Workers = 1 });
        Assert.Equal("a BIGINT", session.Read.Json(path).Schema.ToString());
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Read.Json(path));
    }

    /// <summary>Writes over a file, so that it stays the same file.</summary>
    private string Write(string name, string text, DateTime? written)
    {
        string path = Path.Combine(_directory, name);
        using (FileStream file = File.Open(path, FileMode.OpenOrCreate))
        {
            file.SetLength(0);
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        if (written is { } time)
        {
            File.SetLastWriteTimeUtc(path, time);
        }

        return path;
    }
}
