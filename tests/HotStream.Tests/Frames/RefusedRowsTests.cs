using System.Collections.Concurrent;
using System.Text;

namespace HotStream.Tests.Frames;

/// <summary>Records that readers of files cannot read: each is a dead letter with its file, its line and the reason.</summary>
public sealed class RefusedRowsTests : IDisposable
{
    private readonly ConcurrentQueue<DeadLetter> _letters = new();
    private readonly Session _session;
    private readonly string _directory = Directory.CreateTempSubdirectory("hotstream-refused-").FullName;

    public RefusedRowsTests() => _session = new Session("refused", new SessionOptions { Workers = 2, DeadLetters = _letters.Enqueue })
        .WithFiles();

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("PERMISSIVE", 5)]
    [InlineData("DROPMALFORMED", 2)]
    public void Lines_of_JSON_are_letters_with_their_lines(string mode, int rows)
    {
        string path = Write("a.json", "{\"a\":1}\n\n{\"a\":\n{\"a\":\"x\"}\n[1]\n{\"a\":2}");
        Assert.Equal(rows, _session.Read.Schema("a BIGINT").Option("mode", mode).Json(path).Collect().Count);
        DeadLetter[] letters = [.. _letters.OrderBy(letter => letter.Position, StringComparer.Ordinal)];
        Assert.Equal([$"{path}, line 3", $"{path}, line 4", $"{path}, line 5"], letters.Select(letter => letter.Position));
        Assert.Equal(["{\"a\":", "{\"a\":\"x\"}", "[1]"], letters.Select(letter => Encoding.UTF8.GetString(letter.Record.Span)));
        Assert.Equal($"json {path}", letters[0].Source);
        Assert.Contains("does not have the type of its column", letters[1].Reason, StringComparison.Ordinal);
        Assert.All(letters, letter => Assert.NotEmpty(letter.Reason));
    }

    [Fact]
    public void Documents_of_several_lines_and_lines_of_values_are_letters_too()
    {
        string json = Write("list.json", "[{\"a\":1},\n{\"a\":\"x\"}, {\"a\":3}]");
        Assert.Equal(3, _session.Read.Schema("a BIGINT").Option("multiLine", true).Json(json).Collect().Count);
        Assert.Equal("{\"a\":\"x\"}", Encoding.UTF8.GetString(Assert.Single(_letters).Record.Span));
        _letters.Clear();
        string csv = Write("a.csv", "n,t\n1,x\n\n2\n3,y,z\n");
        Assert.Equal(3, _session.Read.Option("header", true).Csv(csv).Collect().Count);
        Assert.Equal([$"{csv}, line 4", $"{csv}, line 5"], _letters.Select(letter => letter.Position));
        Assert.Equal("It does not have 2 fields.", _letters.First().Reason);
    }

    [Fact]
    public void A_line_in_a_later_part_has_its_number()
    {
        string line = $"{{\"a\":1,\"text\":\"{new string('x', 1000)}\"}}\n";
        string path = Path.Combine(_directory, "large.json");
        using (var writer = new StreamWriter(path))
        {
            for (int i = 1; i <= 18_000; i++)
            {
                writer.Write(i is 17_000 or 3 ? "bad\n" : line);
            }
        }

        Assert.Equal(18_000, _session.Read.Schema("a BIGINT").Json(path).Count());
        Assert.Equal([$"{path}, line 17000", $"{path}, line 3"], _letters.Select(letter => letter.Position).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_function_that_fails_to_take_a_letter_stops_nothing()
    {
        using var session = new Session("failing", new SessionOptions
        {
            DeadLetters = _ =>
            throw new InvalidOperationException("no")
        }).WithFiles();
        Assert.Equal(2, session.Read.Schema("a BIGINT").Json(Write("a.json", "x\n{\"a\":1}\n")).Collect().Count);
    }

    [Theory]
    [InlineData("PERMISSIVE", 4)]
    [InlineData("DROPMALFORMED", 1)]
    public void Separated_values_without_their_types_are_letters_once_a_record_and_the_record_is_kept_or_left_out(string mode, int rows)
    {
        string path = Write("a.csv", "n,s,d\n1,x,2.5\n\nno,y,never\n3,z\n4,\"w\",?\n");
        DataFrame frame = _session.Read.Option("header", true).Option("mode", mode)
            .Schema("n INT, s STRING, d DOUBLE, _corrupt_record STRING").Csv(path);
        string[] kept = ["[1,x,2.5,null]", "[null,y,null,no,y,never]", "[3,z,null,3,z]", "[4,w,null,4,\"w\",?]"];
        Assert.Equal(kept[..rows], frame.Collect().Select(row => row.ToString()));
        Assert.Equal([$"{path}, line 4: Its column 'n' is no int.", $"{path}, line 5: It does not have 3 fields.",
            $"{path}, line 6: Its column 'd' is no double."], _letters.Select(letter => $"{letter.Position}: {letter.Reason}")
                .Order(StringComparer.Ordinal));
        _letters.Clear();
        Assert.Equal(rows, frame.Select("s").Collect().Count); // what is not asked for is no letter, and leaves the record out all the same
        Assert.Equal(mode == "PERMISSIVE" ? 1 : 3, _letters.Count);
    }

    [Fact]
    public void Values_that_must_have_their_types_end_the_query_when_it_runs()
    {
        string path = Write("a.csv", "n,s\n1,x\n\nno,y\n3,z\n");
        DataFrame frame = _session.Read.Option("header", true).Option("mode",
            "FAILFAST").Schema("n INT, s STRING").Csv(path); // nothing is read
        string message = Assert.Throws<InvalidDataException>(() => frame.Collect()).Message;
        Assert.Contains($"{path}, line 4: Its column 'n' is no int. The record is: no,y.", message,
            StringComparison.Ordinal);
        File.WriteAllText(path, "n,s\n1,x\n");
        Assert.Equal("[1,x]", frame.First().ToString());
        Assert.Contains("It does not have 2 fields", Assert.Throws<InvalidDataException>(() => _session.Read.Option("mode", "FAILFAST")
            .Schema("a INT, b INT").Csv(Write("b.csv", "1,2\n1\n")).Collect()).Message, StringComparison.Ordinal);
        Assert.Empty(_letters);
    }

    [Fact]
    public void A_query_that_fails_leaves_no_file_open()
    {
        string path = Path.Combine(_directory, "out");
        DataFrame failing = _session.Read.Schema("a BIGINT").Option("mode", "FAILFAST").Json(Write("bad.json",
            "{\"a\":1}\n{\"a\":\"x\"}\n"));
        Assert.Throws<InvalidDataException>(() => failing.Write.Json(path));
        Assert.DoesNotContain(Directory.GetFiles("/proc/self/fd").Select(name => new FileInfo(name).LinkTarget),
            target => target?.StartsWith(path, StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_condition_that_must_hold_is_an_error_with_its_row()
    {
        Assert.Equal(3, _session.Sql("SELECT assert_true(id < 3) FROM range(3)").Collect().Count);
        RowException failure = Assert.Throws<RowException>(() =>
            _session.Sql("SELECT assert_true(id < 3, 'too many') FROM range(5)").Coalesce(1).Collect());
        Assert.Equal("too many", failure.Problem);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }
}
