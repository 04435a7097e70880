using System.Text;
using HotStream.Cli;
using HotStream.Tests.Sinks.Postgres;
using HotStream.Tests.Streams;
using Npgsql;

namespace HotStream.Tests.Cli;

/// <summary>Fields of messages in columns of a real PostgreSQL: exactly what was sent, or a dead letter that says why not.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ColumnTypeTests(PostgresFixture postgres) : IDisposable
{
    private readonly Utf8Arena _texts = new();
    private readonly List<DeadLetter> _letters = [];

    public void Dispose() => _texts.Dispose();

    [Theory]
    [InlineData("numeric", "1e30", "1000000000000000000000000000000")]
    [InlineData("numeric", "123456789012345678901234567890.5", "123456789012345678901234567890.5")]
    [InlineData("numeric", "0.12345678901234567890123456789012345", "0.12345678901234567890123456789012345")]
    [InlineData("numeric", "-1.50", "-1.50")]
    [InlineData("numeric", "-0", "0")]
    [InlineData("numeric", "0.000", "0.000")]
    [InlineData("numeric", "1.5E-7", "0.00000015")]
    [InlineData("numeric", "12.50e1", "125.0")]
    [InlineData("numeric", "10000", "10000")]
    [InlineData("numeric", "99990000.0001", "99990000.0001")]
    [InlineData("numeric", "\"12.5\"", "12.5")]
    [InlineData("numeric", "\"NaN\"", null)]
    [InlineData("numeric", "\"1e999999999\"", null)]
    [InlineData("numeric", "1e131072", null)]
    [InlineData("numeric", "1e-16384", null)]
    [InlineData("numeric", "true", null)]
    [InlineData("numeric(6,2)", "1234.50", "1234.50")]
    [InlineData("numeric(6,2)", "1.5", "1.50")]
    [InlineData("numeric(6,2)", "1.500", "1.50")]
    [InlineData("numeric(6,2)", "1.505", null)]
    [InlineData("numeric(6,2)", "12345", null)]
    [InlineData("numeric(3,-2)", "12300", "12300")]
    [InlineData("numeric(3,-2)", "12340", null)]
    [InlineData("smallint", "32767", "32767")]
    [InlineData("smallint", "32768", null)]
    [InlineData("smallint", "-32769", null)]
    [InlineData("integer", "-2147483648", "-2147483648")]
    [InlineData("integer", "2147483648", null)]
    [InlineData("bigint", "9223372036854775807", "9223372036854775807")]
    [InlineData("bigint", "9223372036854775808", null)]
    [InlineData("bigint", "1.0", null)]
    [InlineData("bigint", "\"5\"", "5")]
    [InlineData("bigint", "[5]", null)]
    [InlineData("double precision", "1e308", "1e+308")]
    [InlineData("double precision", "1e309", null)]
    [InlineData("double precision", "1e-400", null)]
    [InlineData("double precision", "0e5", "0")]
    [InlineData("double precision", "\"Infinity\"", null)]
    [InlineData("real", "0.1", "0.1")]
    [InlineData("real", "1e39", null)]
    [InlineData("real", "1e-50", null)]
    [InlineData("real", "\" 1\"", null)]
    [InlineData("boolean", "true", "t")]
    [InlineData("boolean", "\"false\"", "f")]
    [InlineData("boolean", "1", null)]
    [InlineData("boolean", "\"yes\"", null)]
    [InlineData("timestamptz", "\"2026-01-31T12:00:00Z\"", "2026-01-31 12:00:00+00")]
    [InlineData("timestamptz", "\"2026-01-31 12:00:00.123456+09:00\"", "2026-01-31 03:00:00.123456+00")]
    [InlineData("timestamptz", "\"2026-01-31T12:00-0330\"", "2026-01-31 15:30:00+00")]
    [InlineData("timestamptz", "\"2026-01-31T12:00:00\"", null)]
    [InlineData("timestamptz", "\"2026-01-31T12:00:00.1234567Z\"", null)]
    [InlineData("timestamptz", "\"2026-01-31T12:00:00.1234560Z\"", "2026-01-31 12:00:00.123456+00")]
    [InlineData("timestamptz(3)", "\"2026-01-31T12:00:00.1234Z\"", null)]
    [InlineData("timestamptz", "5.3", null)]
    [InlineData("timestamptz", "\"12:00\"", null)]
    [InlineData("timestamptz", "\"01/02/2025\"", null)]
    [InlineData("timestamptz", "\"2026-02-30T12:00:00Z\"", null)]
    [InlineData("timestamptz", "\"2026-01-31T12:00:60Z\"", null)]
    [InlineData("timestamptz", "\"2026-01-31\"", null)]
    [InlineData("timestamp", "\"2026-01-31T12:00:00.5\"", "2026-01-31 12:00:00.5")]
    [InlineData("timestamp", "\"2026-01-31T12:00:00Z\"", "2026-01-31 12:00:00")]
    [InlineData("timestamp", "\"2026-01-31T12:00:00+01:00\"", null)]
    [InlineData("date", "\"2026-01-31\"", "2026-01-31")]
    [InlineData("date", "\"2026-01-31T12:00:00\"", null)]
    [InlineData("date", "\"31.01.2026\"", null)]
    [InlineData("time", "\"12:00:00.25\"", "12:00:00.25")]
    [InlineData("time", "\"12:00\"", "12:00:00")]
    [InlineData("time", "\"12\"", null)]
    [InlineData("uuid", "\"00112233-4455-6677-8899-AABBCCDDEEFF\"", "00112233-4455-6677-8899-aabbccddeeff")]
    [InlineData("uuid", "\"00112233445566778899aabbccddeeff\"", null)]
    [InlineData("jsonb", "\"123\"", "\"123\"")]
    [InlineData("jsonb", "\"true\"", "\"true\"")]
    [InlineData("jsonb", "\"null\"", "\"null\"")]
    [InlineData("jsonb", "\"{\\\"x\\\":1}\"", "\"{\\\"x\\\":1}\"")]
    [InlineData("jsonb", "\"FIRST\"", "\"FIRST\"")]
    [InlineData("jsonb", "{\"x\": [1.50, null]}", "{\"x\": [1.50, null]}")]
    [InlineData("jsonb", "null", "null")]
    [InlineData("json", "\"a\\u00e9\"", "\"a\\u00e9\"")]
    [InlineData("json", "{\"b\":1, \"a\" : 2}", "{\"b\":1, \"a\" : 2}")]
    [InlineData("json", "1e400", "1e400")]
    [InlineData("text", "\"it's\\n\"", "it's\n")]
    [InlineData("text", "12.50", "12.50")]
    [InlineData("text", "{\"a\": 1}", "{\"a\": 1}")]
    [InlineData("text", "\"a\\u0000b\"", null)]
    [InlineData("text", "\"\"", "")]
    [InlineData("varchar(3)", "\"\\u00e4\\u00f6\\u00fc\"", "äöü")]
    [InlineData("varchar(3)", "\"abcd\"", null)]
    [InlineData("varchar(3)", "\"abc \"", null)]
    [InlineData("char(3)", "\"abc\"", "abc")]
    public void A_value_is_stored_exactly_or_refused(string type, string json, string? stored)
    {
        string table = postgres.Table($"value {type}");
        Store(table, $$"""{"value": {{json}}, "other": 1}""");
        if (stored is null)
        {
            Assert.Empty(postgres.Rows($"SELECT value FROM {table}"));
            DeadLetter letter = Assert.Single(_letters);
            Assert.StartsWith("Field value is ", letter.Reason, StringComparison.Ordinal);
            Assert.Contains(", expected ", letter.Reason, StringComparison.Ordinal);
            Assert.Equal($$"""{"value": {{json}}, "other": 1}""", Encoding.UTF8.GetString(letter.Record.Span));
        }
        else
        {
            Assert.Empty(_letters);
            Assert.Equal([stored], postgres.Rows($"SELECT value FROM {table}"));
        }
    }

    [Fact]
    public void A_number_of_ten_thousand_digits_is_stored_digit_by_digit()
    {
        string digits = "7" + string.Concat(Enumerable.Range(0, 9_999).Select(i => (char)('0' + (i * i % 10))));
        string table = postgres.Table("value numeric");
        Store(table, $$"""{"value": {{digits}}.125}""");
        Assert.Empty(_letters);
        Assert.Equal([digits + ".125"], postgres.Rows($"SELECT value FROM {table}"));
    }

    [Fact]
    public void Domains_take_what_their_base_takes_and_enums_their_names()
    {
        string mood = $"mood{Guid.NewGuid():n}";
        postgres.Execute($"CREATE TYPE {mood} AS ENUM ('glad'); CREATE DOMAIN {mood}_price AS numeric(5,1); CREATE DOMAIN {mood}_cost AS "
            + $"{mood}_price CHECK (value > 0)");
        string table = postgres.Table($"a {mood}, b {mood}_cost");
        Store(table, """{"a": "glad", "b": 1.5}""", """{"b": 1.55}""", """{"b": -1}""", """{"a": "sad"}""");
        Assert.Equal(["glad|1.5"], postgres.Rows($"SELECT a, b FROM {table}"));
        Assert.Equal(3, _letters.Count);
    }

    [Theory]
    [InlineData("value integer[]",
        "Column value of table {0} is integer[], and no field can be put into that without guessing: make it text or jsonb")]
    [InlineData("value inet", "is inet, and no field")]
    [InlineData("value bytea", "is bytea, and no field")]
    [InlineData("value interval", "is interval, and no field")]
    [InlineData("value time with time zone", "is time with time zone, and no field")]
    [InlineData("value int4range", "is int4range, and no field")]
    [InlineData("topic integer", "is integer, and takes the topic: make it text")]
    [InlineData("payload integer", "is integer, and takes whole messages: make it jsonb, text or bytea")]
    public async Task A_column_that_cannot_be_filled_exactly_is_refused_by_name_at_the_start(string column, string problem)
    {
        string table = postgres.Table(column);
        IOException failure = await Assert.ThrowsAsync<IOException>(
            () => Destination(table).PrepareAsync(new StoreOptions { Format = PayloadFormat.Json }, TestContext.Current.CancellationToken));
        Assert.Contains(problem.Replace("{0}", table, StringComparison.Ordinal), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_is_not_put_into_a_payload_of_json()
    {
        string table = postgres.Table("payload jsonb");
        IOException failure = await Assert.ThrowsAsync<IOException>(() => Destination(table)
            .PrepareAsync(new StoreOptions(), TestContext.Current.CancellationToken));
        Assert.Contains("say --json or --single-quoted, or make it text or bytea", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_without_the_right_to_create_tables_writes_into_one_that_exists()
    {
        string table = postgres.Table("value integer");
        string role = postgres.Role(table);
        postgres.Execute($"REVOKE CREATE ON SCHEMA public FROM PUBLIC;");
        var settings = new NpgsqlConnectionStringBuilder(postgres.ConnectionStringOf(role));
        var destination = (PostgresDestination)HotStream.Cli.Destination.Parse(
            $"postgres://{role}:secret@{settings.Host}:{settings.Port}/{settings.Database}?table={table}");
        await destination.PrepareAsync(new StoreOptions { Format = PayloadFormat.Json }, TestContext.Current.CancellationToken);
    }

    private Destination Destination(string table)
    {
        var settings = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        return HotStream.Cli.Destination.Parse(
            $"postgres://{settings.Username}@{settings.Host}:{settings.Port}/{settings.Database}?table={table}");
    }

    /// <summary>Messages through the same way that the tool takes.</summary>
    private void Store(string table, params string[] payloads)
    {
        var options = new StoreOptions { Format = PayloadFormat.Json };
        Destination destination = Destination(table);
        destination.PrepareAsync(options, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = _letters.Add);
        destination.Save(engine.Queue<MqttMessage>(
            [.. payloads.Select(payload => new MqttMessage(_texts.Add("plant/a"), _texts.Add(payload)))]).CheckJson(), options);
        engine.Tick();
    }
}
