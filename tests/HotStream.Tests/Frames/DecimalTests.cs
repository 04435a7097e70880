using System.Numerics;
using System.Text;

namespace HotStream.Tests.Frames;

/// <summary>
/// Decimal numbers: digits of results by Spark's rules, and every operation against one over whole numbers of any size, written from
/// Spark's documentation.
/// </summary>
public sealed class DecimalTests : IDisposable
{
    private readonly Session _session = new Session("decimals", new SessionOptions { Workers = 2 }).WithFiles();
    private readonly string _directory = Directory.CreateTempSubdirectory("hotstream-decimals-").FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("1.5", "decimal(2,1)", "1.5")]
    [InlineData("-0.05", "decimal(2,2)", "-0.05")]
    [InlineData("1e2", "double", "100.0")]
    [InlineData("1.5D", "double", "1.5")]
    [InlineData("2BD", "decimal(1,0)", "2")]
    [InlineData("9223372036854775808", "decimal(19,0)", "9223372036854775808")]
    [InlineData("12345678901234567890123456789012345678.0e0", "double", "1.2345678901234568E37")]
    [InlineData("CAST(1 AS DECIMAL(10,2)) + CAST(2 AS DECIMAL(5,3))", "decimal(12,3)", "3.000")]
    [InlineData("CAST(1 AS DECIMAL(10,2)) + 1", "decimal(11,2)", "2.00")]
    [InlineData("CAST(1 AS DECIMAL(10,2)) - CAST('7' AS INT)", "decimal(13,2)", "-6.00")]
    [InlineData("CAST(1 AS DECIMAL(10,2)) - CAST('7' AS BIGINT)", "decimal(23,2)", "-6.00")]
    [InlineData("CAST(0.1 AS DECIMAL(38,10)) * CAST(0.2 AS DECIMAL(38,10))", "decimal(38,6)", "0.020000")]
    [InlineData("CAST(2 AS DECIMAL(10,2)) / CAST(3 AS DECIMAL(5,3))", "decimal(19,8)", "0.66666667")]
    [InlineData("CAST(1 AS DECIMAL(20,5)) / CAST(3 AS DECIMAL(20,5))", "decimal(38,18)", "0.333333333333333333")]
    [InlineData("7 / CAST(2 AS DECIMAL(5,1))", "decimal(8,6)", "3.500000")]
    [InlineData("CAST(-7.5 AS DECIMAL(10,2)) % CAST(2 AS DECIMAL(5,3))", "decimal(5,3)", "-1.500")]
    [InlineData("pmod(-7.5, 2.0)", "decimal(2,1)", "0.5")]
    [InlineData("7.5 div 0.5", "bigint", "15")]
    [InlineData("1.5 / 0", "decimal(7,6)", "NULL")]
    [InlineData("1.5 % 0.0", "decimal(1,1)", "NULL")]
    [InlineData("1.5 + 1D", "double", "2.5")]
    [InlineData("1.5 + '1'", "double", "2.5")]
    [InlineData("1.50 = 1.5", "boolean", "true")]
    [InlineData("1.5 < 2 AND 1.5 > '1' AND 1.5 <> 1.5D + 1", "boolean", "true")]
    [InlineData("-(1.25), abs(-1.25)", "decimal(3,2)", "-1.25")]
    [InlineData("round(1.255, 2)", "decimal(4,2)", "1.26")]
    [InlineData("round(-2.5)", "decimal(2,0)", "-3")]
    [InlineData("bround(-2.5)", "decimal(2,0)", "-2")]
    [InlineData("round(1234.5, -2)", "decimal(5,0)", "1200")]
    [InlineData("ceil(-1.2)", "decimal(2,0)", "-1")]
    [InlineData("floor(-1.2)", "decimal(2,0)", "-2")]
    [InlineData("sqrt(2.25)", "double", "1.5")]
    [InlineData("CAST(1.255 AS DECIMAL(5,2))", "decimal(5,2)", "1.26")]
    [InlineData("CAST(1000 AS DECIMAL(5,2))", "decimal(5,2)", "NULL")]
    [InlineData("CAST(' -1.2345e1 ' AS DECIMAL(6,3))", "decimal(6,3)", "-12.345")]
    [InlineData("CAST('1e-50' AS DECIMAL(6,3))", "decimal(6,3)", "0.000")]
    [InlineData("CAST('x' AS DECIMAL(6,3))", "decimal(6,3)", "NULL")]
    [InlineData("CAST('1.2.3' AS DECIMAL(6,3))", "decimal(6,3)", "NULL")]
    [InlineData("CAST(CAST('NaN' AS DOUBLE) AS DECIMAL)", "decimal(10,0)", "NULL")]
    [InlineData("CAST(0.1D AS DECIMAL(38,30))", "decimal(38,30)", "0.100000000000000000000000000000")]
    [InlineData("CAST(2.99 AS INT)", "int", "2")]
    [InlineData("CAST(-2.99 AS BIGINT)", "bigint", "-2")]
    [InlineData("CAST(1.5 AS STRING)", "string", "1.5")]
    [InlineData("CAST(0.00 AS BOOLEAN)", "boolean", "false")]
    [InlineData("CAST(1.5 AS TIMESTAMP)", "timestamp", "1970-01-01 00:00:01.5")]
    [InlineData("CAST(true AS DECIMAL(3,1))", "decimal(3,1)", "1.0")]
    [InlineData("99999999999999999999999999999999999999 + 1", "decimal(38,0)", "NULL")]
    [InlineData("99999999999999999999999999999999999999 * 0.1", "decimal(38,1)", "9999999999999999999999999999999999999.9")]
    [InlineData("99999999999999999999999999999999999999 - 99999999999999999999999999999999999998", "decimal(38,0)", "1")]
    [InlineData("coalesce(NULL, 1.5, 2)", "decimal(11,1)", "1.5")]
    [InlineData("greatest(1.5, 1.25, 1)", "decimal(12,2)", "1.50")]
    [InlineData("array(1.5, 2)[1]", "decimal(11,1)", "2.0")]
    [InlineData("to_json(named_struct('a', 1.50))", "string", "{\"a\":1.50}")]
    [InlineData("from_json('{\"a\":1.005}', 'a DECIMAL(5,2)').a", "decimal(5,2)", "1.01")]
    public void Results_have_Sparks_digits(string expression, string type, string value)
    {
        DataFrame frame = _session.Sql($"SELECT {expression}");
        Assert.Equal(type, frame.Schema[0].Type.Name);
        object? answer = frame.Collect()[0][0];
        Assert.Equal(value, answer is null ? "NULL" : new Row(frame.Schema, [.. frame.Collect()[0]]).ToString()[1..^1].Split(',')[0]);
    }

    [Fact]
    public void Operations_are_those_of_whole_numbers_of_any_size()
    {
        var random = new Random(7);
        for (int round = 0; round < 60; round++)
        {
            (DecimalType left, DecimalType right, DecimalType to) = (Type(random), Type(random), Type(random));
            (BigInteger, BigInteger)[] rows = [.. Enumerable.Range(0, 40).Select(_ => (Number(random, left), Number(random, right)))];
            _session.CreateDataFrame(new Schema(new StructField("a", left), new StructField("b", right)),
                rows.Select(row => (IReadOnlyList<object?>)[Wide(row.Item1, left), Wide(row.Item2, right)])).CreateTempView("r");
            DataFrame frame = _session.Sql($"SELECT a + b, a - b, a * b, a / b, a % b, CAST(a AS {to.Name}), a < b, a = b, a <=> b, "
                + "CAST(a AS STRING), CAST(CAST(a AS STRING) AS " + left.Name + ") FROM r");
            Row[] found = [.. frame.Collect()];
            for (int i = 0; i < rows.Length; i++)
            {
                (BigInteger a, BigInteger b) = rows[i];
                (int s, int t) = (left.Scale, right.Scale);
                int scale = Math.Max(s, t);
                (BigInteger x, BigInteger y) = (a * Ten(scale - s), b * Ten(scale - t));
                // Both are compared as the type that holds both, whose digits may not be enough; then there is no answer.
                int digits = Math.Max(left.Precision - s, right.Precision - t) + scale;
                bool fitsA = BigInteger.Abs(x) < Ten(Math.Min(38, digits));
                bool fitsB = BigInteger.Abs(y) < Ten(Math.Min(38, digits));
                string? less = !fitsA || !fitsB ? null : x < y ? "true" : "false";
                string? equal = !fitsA || !fitsB ? null : x == y ? "true" : "false";
                string same = equal ?? (fitsA == fitsB ? "true" : "false");
                string?[] expected =
                [
                    Rounded(x + y, Ten(scale), frame.Schema[0].Type), Rounded(x - y, Ten(scale), frame.Schema[1].Type),
                    Rounded(a * b, Ten(s + t), frame.Schema[2].Type),
                    b == 0 ? null : Rounded(a * Ten(t), b * Ten(s), frame.Schema[3].Type),
                    b == 0 ? null : Rounded(BigInteger.Remainder(x, y), Ten(scale), frame.Schema[4].Type),
                    Rounded(a, Ten(s), to), less, equal, same, Text(a, s), Text(a, s),
                ];
                Assert.True(expected.SequenceEqual(found[i].Select(value => value is null ? null : Show(value))),
                    $"{Text(a, s)} of {left} and {Text(b, t)} of {right}, to {to}: {found[i]}, not {string.Join(',', expected)}");
            }
        }
    }

    [Fact]
    public void Sums_means_keys_and_orders()
    {
        DataFrame frame = _session.CreateDataFrame(Schema.Parse("k DECIMAL(10,2), v DECIMAL(38,2)"),
            [[1.5m, 1m], [1.50m, 2.25m], [null, 5m], [-1m, WideDecimal.FromDecimal(7m)], [1.5m, null], [null, -5m]]);
        frame.CreateTempView("r");
        DataFrame grouped =
            _session.Sql("SELECT k, count(*), sum(v), avg(v), min(v), max(v), count(DISTINCT v), approx_count_distinct(v) FROM r "
            + "GROUP BY k ORDER BY k");
        Assert.Equal(["[null,2,0.00,0.000000,-5.00,5.00,2,2]", "[-1.00,1,7.00,7.000000,7.00,7.00,1,1]",
            "[1.50,3,3.25,1.625000,1.00,2.25,2,2]"], grouped.Collect().Select(row => row.ToString()));
        Assert.Equal("decimal(38,2) decimal(38,6)", $"{grouped.Schema[2].Type} {grouped.Schema[3].Type}");
        Assert.Equal("decimal(20,2) decimal(14,6)", string.Join(' ', _session.Sql("SELECT sum(k), avg(k) FROM r").Schema.Select(f =>
            f.Type)));
        Assert.Equal("[1.50,1.00] [1.50,2.25]", string.Join(' ', _session.Sql(
            "SELECT r.k, v FROM r JOIN VALUES (1.5), (2) AS t(k) ON r.k = t.k WHERE v > 0.5 ORDER BY v").Collect()));
        Assert.Equal([null], _session.Sql("SELECT sum(v) FROM VALUES (99999999999999999999999999999999999999), (1) AS t(v)").First());
        Assert.Equal(50_005_000m / 100, _session.Sql("SELECT sum(CAST(id AS DECIMAL(10,2)) / 100) FROM range(1, 10001)").First()[0]);
    }

    [Fact]
    public void Files_have_all_digits()
    {
        Schema schema = Schema.Parse("a DECIMAL(38,2), b array<decimal(5,1)>");
        DataFrame frame = _session.CreateDataFrame(schema, [[new WideDecimal(Int128.Parse("12345678901234567890123456789012345678", null),
            2),
            new object[] { 1.5m }], [-0.05m, null], [null, Array.Empty<object>()]]);
        frame.Coalesce(1).Write.Json(Path.Combine(_directory, "json"));
        Assert.Equal("{\"a\":123456789012345678901234567890123456.78,\"b\":[1.5]}\n{\"a\":-0.05}\n{\"b\":[]}\n",
            File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(_directory, "json"), "part-*"))));
        Assert.Equal(frame.Collect(), _session.Read.Schema(schema).Json(Path.Combine(_directory, "json")).Collect());
        DataFrame two = frame.SelectExpr("a", "1.5 AS n");
        two.Coalesce(1).Write.Csv(Path.Combine(_directory, "csv"));
        Assert.Equal(two.Collect(), _session.Read.Schema(two.Schema).Csv(Path.Combine(_directory, "csv")).Collect());
        string bad = Path.Combine(_directory, "bad.json");
        File.WriteAllText(bad, "{\"a\":\"1.25\"}\n{\"a\":1000}\n{\"a\":\"x\"}\n{\"a\":true}\n", new UTF8Encoding(false));
        Assert.Equal(["[1.3,null]", "[null,{\"a\":1000}]", "[null,{\"a\":\"x\"}]", "[null,{\"a\":true}]"],
            _session.Read.Schema("a DECIMAL(3,1), _corrupt_record STRING").Json(bad).Collect().Select(row => row.ToString()));
    }

    [Fact]
    public void Objects_have_decimals()
    {
        Dataset<Price> prices = _session.CreateDataset(new Price("a", 1.25m), new Price("b", 2.5m), new Price("c", null));
        Assert.Equal([new Price("a", 1.25m), new Price("b", 2.5m), new Price("c", null)], prices.Collect());
        Assert.Equal([2.75m], prices.Where(p => p.Amount > 1.2m && p.Amount < 2).Select(p => p.Amount!.Value + 1.5m).Collect());
        Assert.Equal(3.75m, prices.GroupBy(p => 1).Select(g => new { Sum = g.Sum(p => p.Amount) }).First().Sum);
        Assert.Equal([2.5m, 5m], prices.ToFrame().Where("amount > 0").Map(row => row.GetDecimal("amount") * 2).Collect());
        Assert.Equal([new Price("x", 7.5m)], _session.Sql("SELECT 'x' AS name, 7.5 AS amount").As<Price>().Collect());
        Assert.Equal("1.5", ((WideDecimal)1.5m).ToString());
        Assert.True(new WideDecimal(150, 2) == 1.5m && new WideDecimal(150, 2).GetHashCode() == ((WideDecimal)1.5m).GetHashCode());
        Assert.Throws<OverflowException>(() => (decimal)new WideDecimal(Int128.MaxValue, 0));
        Assert.Equal(0.1234567890123456789012345679m, (decimal)new WideDecimal(Int128.Parse("12345678901234567890123456789012345678",
            null), 38));
        Assert.Contains("does not fit into", Assert.Throws<ArgumentException>(() => _session.CreateDataFrame(Schema.Parse("a DECIMAL(3,1)"),
            [[1000m]])).InnerException!.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => DataType.Parse("decimal(39,2)"));
        Assert.Equal("decimal(7,2)", DataType.Parse(" NUMERIC ( 7 , 2 )").Name);
    }

    private static DecimalType Type(Random random)
    {
        int precision = random.Next(1, 39);
        return DataType.Decimal(precision, random.Next(0, precision + 1));
    }

    private static BigInteger Number(Random random, DecimalType type)
    {
        string digits = string.Concat(Enumerable.Range(0, random.Next(3) == 0 ? type.Precision : random.Next(1, type.Precision + 1))
            .Select(_ => random.Next(4) == 0 ? 9 : random.Next(10)));
        return BigInteger.Parse(digits, null) * (random.Next(2) == 0 ? 1 : -1) * (random.Next(9) == 0 ? 0 : 1);
    }

    private static WideDecimal Wide(BigInteger value, DecimalType type) => new((Int128)value, type.Scale);

    private static BigInteger Ten(int power) => BigInteger.Pow(10, power);

    private static string? Rounded(BigInteger top, BigInteger below, DataType type)
    {
        var wanted = (DecimalType)type;
        BigInteger scaled = BigInteger.Abs(top) * Ten(wanted.Scale);
        BigInteger size = BigInteger.Abs(below);
        BigInteger rounded = ((scaled * 2) + size) / (size * 2); // halves away from zero
        rounded *= top.Sign * below.Sign;
        return BigInteger.Abs(rounded) < Ten(wanted.Precision) ? Text(rounded, wanted.Scale) : null;
    }

    private static string Text(BigInteger value, int scale)
    {
        string digits = BigInteger.Abs(value).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (value < 0 ? "-" : "") + (scale == 0 ? digits : digits[..^scale] + "." + digits[^scale..]);
    }

    private static string Show(object value) => value is bool truth ? truth ? "true" : "false"
        : ((IFormattable?)(value as decimal?) ?? value as IFormattable)?.ToString(null, System.Globalization.CultureInfo.InvariantCulture)
            ?? (string)value;

    public sealed record Price(string Name, decimal? Amount);
}
