namespace HotStream.Tests.Frames;

/// <summary>Queries that once gave another answer than Spark's, found by random plans; the shortest form of each.</summary>
public sealed class FoundByOracleTests
{
    [Theory]
    [InlineData("SELECT id FROM range(5) ORDER BY id OFFSET 3", "[3] [4]")]
    [InlineData("SELECT -2L + 2147483647, -2147483648, -9223372036854775808", "[2147483645,-2147483648,-9223372036854775808]")]
    [InlineData("SELECT length(concat(repeat('x', 200), repeat('y', 200))), length(concat_ws('-', repeat('x', 300), 'y'))", "[400,302]")]
    [InlineData("SELECT ln(cast('NaN' AS DOUBLE)), log(2, cast('NaN' AS DOUBLE)), log2(-1)", "[NaN,NaN,null]")]
    [InlineData("SELECT ceil(cast('Infinity' AS DOUBLE)), floor(cast('-Infinity' AS DOUBLE)), floor(1e300)",
        "[9223372036854775807,-9223372036854775808,9223372036854775807]")]
    [InlineData("SELECT nanvl(1.5, NULL), nanvl(cast('NaN' AS DOUBLE), NULL), nanvl(NULL, 2)", "[1.5,null,null]")]
    [InlineData("SELECT atan2(-0D, -0.5D) > 3", "[true]")]
    [InlineData("SELECT from_json('{\"k\":1,\"k\":2}', 'map<string,int>')", "[{k -> 2}]")]
    [InlineData("SELECT split('añ😀', ''), split('', ''), split('abc', '', 2), split('a1b2', '([0-9])'), split('abc', 'x*')",
        "[[a, ñ, 😀],[],[a, bc],[a, b, ],[a, b, c, ]]")]
    [InlineData("SELECT levenshtein(repeat('a', 200), repeat('b', 150)), levenshtein('😀', 'a')", "[200,1]")]
    [InlineData("SELECT cast('.5' AS INT), cast('-.' AS BIGINT), cast('+' AS INT), cast('.x' AS INT)", "[0,0,null,null]")]
    [InlineData("SELECT cast('2021 x' AS DATE), cast('2021-08 x' AS DATE), cast('2021-08' AS DATE), cast('2021-08 10:00' AS TIMESTAMP)",
        "[null,null,2021-08-01,null]")]
    public void A_query_gives_its_rows(string query, string expected)
    {
        using var session = new Session("found", new SessionOptions { Workers = 1 });
        Assert.Equal(expected, string.Join(' ', session.Sql(query).Collect()));
    }

    [Theory]
    [InlineData("SELECT INTERVAL 99999999 DAYS", "is too long")]
    [InlineData("SELECT INTERVAL 9999999 DAYS 9999999 DAYS", "is too long")]
    [InlineData("SELECT CAST(c AS", "Expected a type, found the end")]
    [InlineData("SELECT INTERVAL 1 DAY -", "Expected a number and a unit, found the end")]
    public void A_mistake_is_told(string query, string message)
    {
        using var session = new Session("found", new SessionOptions { Workers = 1 });
        Assert.Contains(message, Assert.ThrowsAny<AnalysisException>(() => session.Sql(query)).Message, StringComparison.Ordinal);
    }
}
