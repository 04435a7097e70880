namespace HotStream.Tests.Frames;

/// <summary>SQL from text to rows.</summary>
public sealed class SqlTests : IDisposable
{
    private readonly Session _session = new("sql", new SessionOptions { Workers = 2 });

    public SqlTests()
    {
        var schema = Schema.Parse("line BIGINT, stop STRING, speed DOUBLE");
        _session.CreateDataFrame(schema,
            [[1L, "a", 10.0], [1L, "b", 30.0], [2L, "a", 5.0], [2L, null, null], [3L, "a long name of a stop", 7.5]])
            .CreateTempView("bus");
        _session.CreateDataFrame(Schema.Parse("line BIGINT, name STRING"), [[1L, "one"], [2L, "two"], [4L, "four"]])
            .CreateTempView("lines");
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("SELECT line, avg(speed) AS mean FROM bus GROUP BY line ORDER BY mean DESC LIMIT 2", "[1,20.0] [3,7.5]")]
    [InlineData("SELECT stop, count(*) FROM bus GROUP BY stop ORDER BY count(*) DESC, stop",
        "[a,2] [null,1] [a long name of a stop,1] [b,1]")]
    [InlineData("SELECT line FROM bus WHERE speed < 10 ORDER BY speed", "[2] [3]")]
    [InlineData("SELECT DISTINCT line FROM bus ORDER BY 1", "[1] [2] [3]")]
    [InlineData("SELECT b.line, name, speed FROM bus b JOIN lines l ON b.line = l.line WHERE speed > 5 ORDER BY speed",
        "[1,one,10.0] [1,one,30.0]")]
    [InlineData("SELECT line, name FROM bus LEFT JOIN lines USING (line) WHERE stop = 'a' OR name IS NULL ORDER BY line",
        "[1,one] [2,two] [3,null]")]
    [InlineData("SELECT line, stop, name FROM bus FULL JOIN lines USING (line) WHERE line > 2 ORDER BY line",
        "[3,a long name of a stop,null] [4,null,four]")]
    [InlineData("SELECT l.line FROM lines l LEFT ANTI JOIN bus b ON l.line = b.line", "[4]")]
    [InlineData("SELECT l.line FROM lines l LEFT SEMI JOIN bus b ON l.line = b.line ORDER BY line", "[1] [2]")]
    [InlineData("SELECT name, stop FROM bus RIGHT JOIN lines ON bus.line = lines.line AND stop = 'b' ORDER BY name",
        "[four,null] [one,b] [two,null]")]
    [InlineData("SELECT sum(x) FROM (SELECT line * 2 AS x FROM bus UNION ALL SELECT 100)", "[118]")]
    [InlineData("WITH fast AS (SELECT * FROM bus WHERE speed >= 10) SELECT count(*), max(stop) FROM fast", "[2,b]")]
    [InlineData("SELECT line, collect_list(stop) FROM bus GROUP BY line HAVING count(*) > 1 ORDER BY line", "[1,[a, b]] [2,[a]]")]
    [InlineData("SELECT w, count(*) AS n FROM VALUES ('a b'), ('b') AS t(s) LATERAL VIEW explode(split(s, ' ')) AS w GROUP BY w ORDER BY "
        + "w", "[a,1] [b,2]")]
    [InlineData("SELECT posexplode(array('x', 'y'))", "[0,x] [1,y]")]
    [InlineData("SELECT CASE WHEN speed > 20 THEN 'fast' WHEN speed > 6 THEN 'slow' END AS how FROM bus ORDER BY line, speed",
        "[slow] [fast] [null] [null] [slow]")]
    [InlineData("SELECT count(DISTINCT stop), count(stop), count(*) FROM bus", "[3,4,5]")]
    [InlineData("SELECT line % 2 AS odd, sum(speed) FILTER (WHERE stop = 'a') FROM bus GROUP BY odd ORDER BY odd", "[0,5.0] [1,10.0]")]
    [InlineData("SELECT line FROM bus EXCEPT SELECT line FROM lines", "[3]")]
    [InlineData("SELECT line FROM bus INTERSECT SELECT line FROM lines ORDER BY line", "[1] [2]")]
    [InlineData("SELECT sum(id) FROM range(100001)", "[5000050000]")]
    [InlineData("SELECT * FROM range(10) ORDER BY id DESC LIMIT 2 OFFSET 1", "[8] [7]")]
    [InlineData("SELECT 2.5 BETWEEN 1 AND 3 AND NOT 'x' IN ('y', 'z'), -3 % 2, 7 DIV 2, 1 + 2 * 3", "[true,-1,3,7]")]
    [InlineData("SELECT DATE '2021-08-13' + INTERVAL 2 DAYS, TIMESTAMP '1969-12-31 23:59:59.5' - INTERVAL '1 second'",
        "[2021-08-15,1969-12-31 23:59:58.5]")]
    [InlineData("SELECT s.a, s.b[1] FROM (SELECT named_struct('a', 1, 'b', array(5, 6)) AS s)", "[1,6]")]
    [InlineData("SELECT s.* FROM (SELECT named_struct('a', 1, 'b', 'x') AS s)", "[1,x]")]
    [InlineData("SELECT cast(2.5 AS INT), cast('x' AS INT), 1 / 0, concat('a', NULL)", "[2,null,null,null]")]
    [InlineData("SELECT line, sum(speed) AS s FROM bus GROUP BY ALL ORDER BY line", "[1,40.0] [2,5.0] [3,7.5]")]
    [InlineData("SELECT stop FROM bus ORDER BY stop NULLS LAST LIMIT 9", "[a] [a] [a long name of a stop] [b] [null]")]
    [InlineData("SELECT min(stop), max(stop), first(stop), last(stop, true), min_by(stop, speed) FROM bus",
        "[a,b,a,a long name of a stop,a]")]
    public void A_query_gives_its_rows(string query, string expected) =>
        Assert.Equal(expected, string.Join(' ', _session.Sql(query).Collect()));

    [Theory]
    [InlineData("SELECT sped FROM bus", "There is no column 'sped'. Did you mean 'speed'?")]
    [InlineData("SELECT * FROM buss", "There is no view 'buss'. Did you mean 'bus'?")]
    [InlineData("SELECT avrg(speed) FROM bus", "Did you mean 'avg'?")]
    [InlineData("SELECT line, avg(speed) FROM bus", "'line' is neither grouped by nor inside of an aggregate")]
    [InlineData("SELECT speed FROM bus WHERE speed", "A condition must be a boolean; speed is double.")]
    [InlineData("SELECT line FROM bus b JOIN lines l ON b.line = l.line", "'line' may be any of b.line and l.line")]
    [InlineData("SELECT\n  line,\nFROM bus", "Line 3, character 1: Expected an expression, found 'FROM'.")]
    [InlineData("SELECT 'abc", "This text is not closed by '.")]
    [InlineData("SELECT INTERVAL 1 MONTH", "has no fixed length")]
    [InlineData("SELECT a FROM (SELECT 1 AS a) WHERE sum(a) > 1", "cannot stand in a condition on rows")]
    [InlineData("SELECT 'a' RLIKE '('", "The pattern of rlike is no regular expression")]
    public void A_mistake_is_told_where_it_is_made(string query, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<AnalysisException>(() => _session.Sql(query)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_list_of_thousands_of_values_is_one_condition()
    {
        string list = string.Join(", ", Enumerable.Range(0, 3000).Select(value => value * 3));
        Assert.Equal(4L, _session.Sql($"SELECT count(*) FROM range(10) WHERE id IN ({list})").Collect()[0][0]);
        Assert.Equal("[true,null,false]", _session.Sql("SELECT 2 IN (1, NULL, 2), 3 IN (1, NULL, 2), 3 IN (1, 2)").First().ToString());
        Assert.Equal(10L, _session.Sql("SELECT count(*) FROM range(10) WHERE id IN (1, 2) OR id NOT IN (1, 2)").Collect()[0][0]);
    }

    [Fact]
    public void A_thousand_brackets_are_refused_and_no_stack_ends()
    {
        string query = "SELECT " + new string('(', 100_000) + "1" + new string(')', 100_000);
        Assert.Contains("levels deep", Assert.Throws<SqlParseException>(() => _session.Sql(query)).Message, StringComparison.Ordinal);
        Assert.Contains("levels deep",
            Assert.ThrowsAny<AnalysisException>(() =>
            _session.Sql("SELECT " + string.Concat(Enumerable.Repeat("NOT ", 5000)) + "true")).Message,
            StringComparison.Ordinal);
    }
}
