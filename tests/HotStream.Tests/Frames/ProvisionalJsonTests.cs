using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Io;

namespace HotStream.Tests.Frames;

/// <summary>
/// Files of which only samples were looked at: whatever stands between them, the answer is that of the schema of all rows.
/// </summary>
public sealed class ProvisionalJsonTests : IDisposable
{
    private const string Usual = "{\"id\":7,\"name\":\"a name\",\"celsius\":1.5,\"ok\":true,\"n\":null,\"list\":[1,2],\"at\":{\"x\":1}}";

    private const int Rows = 110_000; // more than 8 MiB

    private static readonly DateTime s_longAgo = new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private static int s_written;
    private readonly string _directory = Directory.CreateTempSubdirectory("hotstream-provisional-").FullName;
    private readonly Session _session = new Session("provisional", new SessionOptions { Workers = 2 }).WithFiles();

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData(Usual, true)]
    [InlineData("  ", true)]
    [InlineData("{}", true)]
    [InlineData("{\"celsius\":3,\"id\":1}", true)]
    [InlineData("{\"name\":5}", true)] // every value fits a text
    [InlineData("{\"id\":1.5}", false)]
    [InlineData("{\"id\":99999999999999999999}", false)]
    [InlineData("{\"id\":\"1\"}", false)]
    [InlineData("{\"celsius\":\"NaN\"}", false)]
    [InlineData("{\"ok\":1}", false)]
    [InlineData("{\"n\":1}", false)]
    [InlineData("{\"list\":[1.5]}", false)]
    [InlineData("{\"at\":{\"y\":1}}", false)]
    [InlineData("{\"ID\":1}", false)]
    [InlineData("{\"late\":null}", false)]
    [InlineData("[1]", false)]
    [InlineData("{\"id\":1", false)]
    public void One_row_among_many_that_does_not_fit_is_found_and_any_other_is_not(string odd, bool fits)
    {
        string[] lines = [.. Enumerable.Repeat(Usual, Rows)];
        lines[80_123] = odd;
        string path = Write("a.json", lines);
        string[] queries =
        [
            $"SELECT count(*), count(id), max(name) FROM '{path}'",
            $"SELECT name, sum(celsius) FROM '{path}' WHERE ok GROUP BY name ORDER BY name",
            $"SELECT * FROM '{path}' ORDER BY id DESC NULLS LAST LIMIT 2",
        ];
        string[] tried = [.. queries.Take(2).Select(query => Answer(_session, query))];
        var question = new KnownFiles("json False", [path]);
        Assert.NotNull(question.Known<JsonSchema>()); // by the query that held, or by the one that did not
        Schema schema = _session.Read.Json(path).Schema;
        Assert.Equal(fits, schema.Equals(Schema.Parse("at STRUCT<x: BIGINT>, celsius DOUBLE, id BIGINT, list ARRAY<BIGINT>, n STRING, "
            + "name STRING, ok BOOLEAN")));
        using var other = new Session("other", new SessionOptions { Workers = 1 });
        other.WithFiles().Read.Schema(schema).Json(path).CreateTempView("t");
        string Truth(string query) => Answer(other, query.Replace($"'{path}'", "t", StringComparison.Ordinal));
        Assert.Equal(queries.Take(2).Select(Truth), tried);
        File.SetLastWriteTimeUtc(path, s_longAgo.AddDays(1)); // nothing is known
        Assert.Equal(Truth(queries[2]), Answer(_session, queries[2]));
    }

    [Fact]
    public void A_query_that_wants_few_rows_has_not_seen_the_others()
    {
        string[] lines = [.. Enumerable.Repeat(Usual, Rows)];
        lines[80_123] = "{\"id\":1.5}";
        string path = Write("a.json", lines);
        Assert.Equal(3L, _session.Sql($"SELECT count(id) FROM (SELECT id FROM '{path}' LIMIT 3)").Collect()[0][0]);
        Assert.Equal("sum(id) DOUBLE", _session.Sql($"SELECT sum(id) AS `sum(id)` FROM '{path}'").Schema.ToString().Replace("`", "",
            StringComparison.Ordinal));
    }

    [Fact]
    public void Many_rows_are_read_once()
    {
        string path = Write("a.json", Enumerable.Repeat(Usual, Rows));
        var rules = new RowRules(ParseMode.Permissive, "_corrupt_record", new RowLetters(_session, "test"));
        var question = new KnownFiles("json False", [path]);
        var files = new SourceFiles(path, [path], 2);
        _session.Load(ProvisionalJson.Of(files, question, rules, () => throw new InvalidOperationException("again"))!)
            .CreateTempView("t");
        Assert.Equal(7L * Rows, _session.Sql("SELECT sum(id) FROM t WHERE at.x = 1").Collect()[0][0]);
        Assert.Equal("at struct<x:bigint>, celsius DOUBLE, id BIGINT, list array<bigint>, n STRING, name STRING, ok BOOLEAN",
            new KnownFiles("json False", [path]).Known<JsonSchema>()?.Schema.ToString());
        File.WriteAllText(path, "{\"other\":1}\n");
        Assert.Equal("other BIGINT", _session.Read.Json(path).Schema.ToString());
    }

    [Fact]
    public void Of_a_short_file_all_is_looked_at_when_it_is_named()
    {
        string path = Write("a.json", [Usual, "{\"late\":1}"]);
        _session.Read.Json(path);
        Assert.Contains("late", new KnownFiles("json False", [path]).Known<JsonSchema>()!.Schema.ToString(), StringComparison.Ordinal);
    }

    [Property(MaxTest = 100)]
    public Property Whatever_stands_in_files_the_answer_is_that_of_all_rows()
    {
        Gen<string> usual = Gen.Frequency((6, Gen.Constant("1")), (6, Gen.Elements("2.5", "null", "\"x\"")));
        Gen<string> odd = Gen.Frequency((8, usual),
            (1, Gen.Elements("\"NaN\"", "true", "[1]", "{\"x\":2}", "1e3", "12345678901234567890", "nul", "")));
        Gen<string> Rows(Gen<string> values) =>
            from names in Gen.Frequency((9, Gen.Constant((string[])["a", "b", "c"])),
                (1, Gen.Elements<string[]>(["b", "a"], ["a", "d"], ["A"])))
            from some in values.ArrayOf(names.Length)
            select $"{{{string.Join(',', names.Zip(some, (name, value) => $"\"{name}\":{value}"))}}}";
        Gen<string[][]> files =
            from common in Rows(usual)
            from others in Gen.Frequency((300, Gen.Constant(common)), (1, Rows(odd))).ArrayOf(60).ArrayOf(3)
            select others.Select(some => some.SelectMany(line => Enumerable.Repeat(line, 20)).ToArray()).ToArray();
        return Cases.ForAll(files, test =>
        {
            string[] paths = [.. test.Select((lines, at) => Write($"p{at}.json", lines))];
            Array.ForEach(paths, path => File.SetLastWriteTimeUtc(path, s_longAgo.AddSeconds(++s_written))); // else they are known
            var rules = new RowRules(ParseMode.Permissive, "_corrupt_record", new RowLetters(_session, "test"));
            using var exact = new Session("exact", new SessionOptions { Workers = 1 });
            Schema schema = exact.WithFiles().Read.Json(Path.Combine(_directory, "p*.json")).Schema;
            var all = new SourceFiles("test", paths, 2);
            var source = ProvisionalJson.Of(all, new KnownFiles("test", paths), rules,
                () => new JsonSchema(schema, HasCorrupt: false), bytesMin: 0, sampleBytes: 256);
            if (source is null)
            {
                return; // a sample is no JSON
            }

            _session.Load(source).CreateTempView("t");
            exact.Load(new JsonSource(all, schema, rules)).CreateTempView("t");
            string columns = string.Join(", ", source.Schema.Select(field => $"count({field.Name}), max({field.Name})"));
            string[] queries = [$"SELECT {columns} FROM t", "SELECT count(*) FROM t", "SELECT DISTINCT * FROM t ORDER BY 1"];
            foreach (string query in queries)
            {
                Assert.Equal(Answer(exact, query), Answer(_session, query));
            }
        });
    }

    private static string Answer(Session session, string query)
    {
        try
        {
            return session.Sql(query).ShowString();
        }
        catch (AnalysisException failure)
        {
            return failure.Message;
        }
    }

    private string Write(string name, IEnumerable<string> lines)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, string.Join('\n', lines) + "\n", new UTF8Encoding(false));
        File.SetLastWriteTimeUtc(path, s_longAgo);
        return path;
    }
}
