using System.Globalization;
using System.Numerics;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Postgres;

/// <summary>Exact numbers of any length: read as they are written, compared by value, stored digit by digit.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresNumericTests(PostgresFixture server) : IDisposable
{
    private readonly Utf8Arena _texts = new();

    public void Dispose() => _texts.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e5x")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData("0x1")]
    [InlineData("NaN")]
    [InlineData("1e131072")]
    [InlineData("1e-16384")]
    [InlineData("1e99999999999999999999")]
    public void What_is_no_number_or_too_long_is_not_read(string text) => Assert.False(PostgresNumeric.TryParse(_texts.Add(text), out _));

    [Theory]
    [InlineData("1", "1.000", true)]
    [InlineData("100", "1e2", true)]
    [InlineData("0.001", "1E-3", true)]
    [InlineData("0", "-0.00", true)]
    [InlineData("12", "-12", false)]
    [InlineData("12", "120", false)]
    [InlineData("1.02", "1.12", false)]
    [InlineData("0", "1", false)]
    public void Numbers_of_one_value_are_equal(string left, string right, bool areEqual)
    {
        (PostgresNumeric a, PostgresNumeric b) = (Parse(left), Parse(right));
        Assert.Equal(areEqual, a == b);
        Assert.Equal(areEqual, !(a != b));
        Assert.Equal(areEqual, a.GetHashCode() == b.GetHashCode());
        Assert.Equal(left, a.ToString());
    }

    [Theory]
    [InlineData("123.45", 5, 2, true)]
    [InlineData("123.450", 5, 2, true)]
    [InlineData("123.456", 5, 2, false)]
    [InlineData("1234.5", 5, 2, false)]
    [InlineData("0.0012", 2, 4, true)]
    [InlineData("0.012", 2, 4, false)]
    [InlineData("1200", 2, -2, true)]
    [InlineData("1250", 2, -2, false)]
    [InlineData("0.000", 1, 0, true)]
    public void A_column_of_limited_digits_holds_what_it_need_not_round(string text, int precision, int scale, bool fits) =>
        Assert.Equal(fits, Parse(text).Fits(precision, scale));

    [Fact]
    public void What_is_stored_is_what_was_written()
    {
        var random = new Random(20261127);
        var texts = new List<string> { "0", "1e30", "123456789012345678901234567890.5", "-0.00001234", "9999", "10000",
            "1e-16383", "1e131071" };
        for (int i = 0; i < 2000; i++)
        {
            string digits = new BigInteger(random.NextDouble() * Math.Pow(10, random.Next(1, 300))).ToString(CultureInfo.InvariantCulture);
            string fraction = random.Next(3) == 0 ? ""
                : "." + string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => (char)('0' + random.Next(10))));
            string exponent = random.Next(3) > 0 ? "" : $"e{random.Next(-80, 80)}";
            texts.Add((random.Next(2) == 0 ? "-" : "") + digits + fraction + exponent);
        }

        string table = server.Table("id serial, value numeric, written text");
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue<Utf8Slice>([.. texts.Select(text => _texts.Add(text))]).SaveToPostgres(
                new PostgresOptions { ConnectionString = server.ConnectionString, Table = table },
                columns => columns.Add("value", text => PostgresNumeric.TryParse(text, out PostgresNumeric value) ? value : default)
                .Add("written", text => text));
            engine.Tick();
        }

        Assert.Equal([$"{texts.Count}"], server.Rows($"SELECT count(*) FROM {table}"));
        Assert.Empty(server.Rows(
            $"SELECT written, value FROM {table} WHERE value <> written::numeric OR value::text <> written::numeric::text LIMIT 5"));
    }

    [Fact]
    public void The_default_value_is_zero()
    {
        Assert.Equal(Parse("0"), default);
        Assert.Equal("0", default(PostgresNumeric).ToString());
        Assert.True(default(PostgresNumeric).IsZero);
        Assert.False(default(PostgresNumeric).IsNegative);
    }

    private PostgresNumeric Parse(string text)
    {
        Assert.True(PostgresNumeric.TryParse(_texts.Add(text), out PostgresNumeric value));
        return value;
    }
}
