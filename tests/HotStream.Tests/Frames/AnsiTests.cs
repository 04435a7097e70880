using System.Text;

namespace HotStream.Tests.Frames;

/// <summary>Under ANSI what cannot be computed is an error with its row; in branches only of rows that come there.</summary>
public sealed class AnsiTests : IDisposable
{
    private readonly Session _session = new Session("ansi", new SessionOptions { Workers = 2, Ansi = true }).WithFiles();
    private readonly Session _lenient = new Session("lenient", new SessionOptions { Workers = 1 }).WithFiles();
    private readonly string _directory = Directory.CreateTempSubdirectory("hotstream-ansi-").FullName;

    public void Dispose()
    {
        _session.Dispose();
        _lenient.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("1 / id", "Division by zero", "null")]
    [InlineData("7 % id", "Division by zero", "null")]
    [InlineData("7 div id", "Division by zero", "null")]
    [InlineData("pmod(7, id)", "Division by zero", "null")]
    [InlineData("1.5 / id", "Division by zero", "null")]
    [InlineData("(id - 9223372036854775807L - 1) div -1", "Division by zero, or a result that does not fit", "-9223372036854775808")]
    [InlineData("2147483647 + CAST(id + 1 AS INT)", "does not fit into int", "-2147483648")]
    [InlineData("9223372036854775807L - (id - 1)", "does not fit into bigint", "-9223372036854775808")]
    [InlineData("(id + 3037000500L) * 3037000500L", "does not fit into bigint", "-9223372036709301616")]
    [InlineData("negative(CAST(id - 2147483648L AS INT))", "does not fit into int", "-2147483648")]
    [InlineData("abs(id - 9223372036854775807L - 1)", "does not fit into bigint", "-9223372036854775808")]
    [InlineData("CAST(concat('x', id) AS INT)", "cannot be cast", "null")]
    [InlineData("CAST('2021-02-30' AS DATE)", "cannot be cast", "null")]
    [InlineData("CAST(id + 4294967297L AS INT)", "cannot be cast", "1")]
    [InlineData("CAST((id + 1) * 1e300 AS BIGINT)", "cannot be cast", "9223372036854775807")]
    [InlineData("CAST(CAST('NaN' AS DOUBLE) AS INT)", "cannot be cast", "0")]
    [InlineData("CAST(id + 1000 AS DECIMAL(3,1))", "cannot be cast", "null")]
    [InlineData("CAST(CAST(id + 9999999999 AS DECIMAL(20,2)) AS INT)", "cannot be cast", "1410065407")]
    [InlineData("CAST(id + 1 AS DECIMAL(38,0)) * 99999999999999999999999999999999999999", "does not fit into decimal(38,0)",
        "99999999999999999999999999999999999999")]
    [InlineData("to_date(concat('x', id), 'dd.MM.yyyy')", "No date or time", "null")]
    [InlineData("to_timestamp('31.02.2021', 'dd.MM.yyyy')", "No date or time", "null")]
    [InlineData("unix_timestamp(concat('x', id), 'yyyy')", "No date or time", "null")]
    [InlineData("make_date(2021, 2, CAST(id + 30 AS INT))", "No date or time", "null")]
    [InlineData("array(10, 20)[id + 2]", "no such place", "null")]
    [InlineData("array(10, 20)[id - 1]", "no such place", "null")]
    [InlineData("element_at(array(10, 20), CAST(id + 3 AS INT))", "no such place", "null")]
    [InlineData("element_at(array(10, 20), CAST(id - 3 AS INT))", "no such place", "null")]
    [InlineData("sum(id + 9223372036854775807L)", "A sum of whole numbers does not fit", "9223372036854775807")]
    public void What_cannot_be_computed_is_an_error_with_its_values(string expression, string problem, string otherwise)
    {
        string query = $"SELECT {expression} FROM range(1)";
        if (expression.StartsWith("sum", StringComparison.Ordinal))
        {
            query = $"SELECT {expression} FROM VALUES (0L), (0L) AS v(id)";
            otherwise = "-2";
        }

        if (expression.Contains("DECIMAL(38,0)) *", StringComparison.Ordinal))
        {
            query = $"SELECT {expression} FROM range(10, 11)";
            otherwise = "null";
        }

        RowException failure = Assert.Throws<RowException>(() => _session.Sql(query).Collect());
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.Equal(otherwise, _lenient.Sql(query).Collect()[0].ToString()[1..^1]);
    }

    [Theory]
    [InlineData("CASE WHEN id = 0 THEN 0D ELSE 6 / id END", "[0.0] [6.0] [3.0]")]
    [InlineData("CASE id WHEN 0 THEN 1D WHEN 6 / id THEN 2D ELSE 3D END", "[1.0] [3.0] [3.0]")]
    [InlineData("if(id <> 0, 6 div id, -1L)", "[-1] [6] [3]")]
    [InlineData("coalesce(nullif(id, 0L), 7L)", "[7] [1] [2]")]
    [InlineData("coalesce(if(id = 0, 5D, NULL), 6 / id)", "[5.0] [6.0] [3.0]")]
    [InlineData("6 div nullif(id, 0L)", "[null] [6] [3]")]
    [InlineData("id <> 0 AND 6 / id > 4", "[false] [true] [false]")]
    [InlineData("id = 0 OR 6 / id > 4", "[true] [true] [false]")]
    [InlineData("NOT (id = 0 OR (id <> 1 AND 6 / (id * (id - 1)) > 4))", "[false] [true] [true]")]
    [InlineData("TRY_CAST(if(id = 0, 'x', '7') AS INT)", "[null] [7] [7]")]
    [InlineData("CAST(NULL AS INT) / id", "[null] [null] [null]")]
    [InlineData("1 + id * 2", "[1] [3] [5]")]
    [InlineData("array(id, NULL)[1]", "[null] [null] [null]")]
    [InlineData("CAST(NULL AS ARRAY<INT>)[id]", "[null] [null] [null]")]
    [InlineData("if(id < 2, array(10, 20)[id], -1)", "[10] [20] [-1]")]
    [InlineData("get(array(10, 20), id)", "[10] [20] [null]")]
    [InlineData("try_element_at(array(10, 20), CAST(id + 1 AS INT))", "[10] [20] [null]")]
    [InlineData("element_at(map(0L, 'a'), id)", "[a] [null] [null]")]
    [InlineData("if(id = 0, NULL, to_date(concat('202', id), 'yyyy'))", "[null] [2021-01-01] [2022-01-01]")]
    public void Branches_that_no_row_comes_to_are_no_errors(string expression, string expected)
    {
        string query = $"SELECT {expression} FROM range(3)";
        Assert.Equal(expected, string.Join(' ', _session.Sql(query).Collect()));
        Assert.Equal(expected, string.Join(' ', _lenient.Sql(query).Collect()));
    }

    [Fact]
    public void A_filter_below_keeps_rows_away()
    {
        Assert.Equal(2, _session.Sql("SELECT 6 / id FROM range(3) WHERE id <> 0").Collect().Count);
        Assert.Single(_session.Sql("SELECT * FROM (SELECT 6 / id AS x FROM range(3) WHERE id <> 0) WHERE x > 4").Collect());
        Assert.Throws<RowException>(() => _session.Sql("SELECT id FROM range(3) WHERE 6 / id > 1 AND id <> 0").Collect());
        Assert.Equal(3, _session.Sql("SELECT count(*) FROM range(3) WHERE id = 0 OR 6 / id > 1").Collect()[0][0] is long rows ? rows : 0);
    }

    [Fact]
    public void A_row_of_a_file_has_its_line()
    {
        string json = Write("a.json", "{\"a\":1}\n\n{\"a\":\n{\"a\":2}\n{\"a\":0}\n");
        DataFrame dropped = _session.Read.Schema("a BIGINT").Option("mode", "DROPMALFORMED").Json(json);
        RowException failure = Assert.Throws<RowException>(() => dropped.SelectExpr("1 / a").Collect());
        Assert.Equal($"{json}, line 5", failure.Place);
        Assert.Equal($"Division by zero, or a result that does not fit, in (1 / a). Its values: 1.0, 0.0. The row: {json}, line 5.",
            failure.Message);
        Assert.Equal($"{json}, line 5", Assert.Throws<RowException>(() => dropped.Where("a < 2 AND 1 / a > 0").Collect()).Place);
        string csv = Write("a.csv", "n,t\r\n1,5\r\n\r\n2,x\r\n");
        Assert.Equal($"{csv}, line 4", Assert.Throws<RowException>(() => _session.Read.Option("header", true).Csv(csv)
            .SelectExpr("CAST(t AS INT)").Collect()).Place);
        Assert.Null(_session.Read.Option("header",
            true).Schema("n INT, t INT").Csv(csv).Collect()[1][1]); // the reader has a mode of its own
        Assert.Equal($"{csv}, line 1", Assert.Throws<RowException>(() =>
            _session.Read.Text(csv).SelectExpr("CAST(value AS INT)").Collect()).Place);
    }

    [Fact]
    public void A_row_in_a_later_part_of_a_file_has_its_line()
    {
        string line = $"{{\"a\":1,\"text\":\"{new string('x', 1000)}\"}}\n";
        const int Bad = 33_000; // of 35 MB: the third part
        string path = Path.Combine(_directory, "large.json");
        using (var writer = new StreamWriter(path))
        {
            for (int i = 1; i <= 34_000; i++)
            {
                writer.Write(i == Bad ? "{\"a\":0}\n" : line);
            }
        }

        Assert.Equal($"{path}, line {Bad}", Assert.Throws<RowException>(() => _session.Read.Schema("a BIGINT").Json(path)
            .Agg(Functions.Sum(Functions.Lit(1) / Functions.Col("a"))).Collect()).Place);
    }

    [Fact]
    public void A_row_in_memory_has_its_number_and_one_that_was_joined_has_none()
    {
        _session.CreateDataFrame(Schema.Parse("a INT"), [[1], [2], [0], [4]]).CreateTempView("m");
        Assert.Equal("number 3 of memory (4 rows)", Assert.Throws<RowException>(() => _session.Sql("SELECT 1 / a FROM m").Collect()).Place);
        Assert.Null(Assert.Throws<RowException>(() =>
            _session.Sql("SELECT 1 / (x.a + y.a) FROM m x JOIN m y ON x.a = y.a").Collect()).Place);
        Assert.Null(Assert.Throws<RowException>(() => _session.Sql("SELECT 1 FROM m x JOIN m y ON 1 / (x.a + y.a) > 0").Collect()).Place);
        Assert.Null(Assert.Throws<RowException>(() =>
            _session.Sql("SELECT 1 / v FROM (SELECT explode(array(a, 1)) AS v FROM m)").Collect()).Place);
        Assert.Null(Assert.Throws<RowException>(() => _session.Sql("SELECT 1 / a FROM (SELECT * FROM m ORDER BY a)").Collect()).Place);
        Assert.Equal(4, _session.Sql("SELECT a FROM m").Collect().Count);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }
}
