using System.Globalization;
using System.Text;
using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Postgres;

/// <summary>What of ours becomes what of the server's, read back as the server prints it.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresTypeTests(PostgresFixture server)
{
    [Theory]
    [InlineData("bigint")]
    [InlineData("integer")]
    [InlineData("smallint")]
    [InlineData("numeric")]
    public void Integers_of_every_width(string type)
    {
        string[] expected = ["-5", "0", "127", "null"];
        Assert.Equal(expected, Written<long?>(type, [-5, 0, 127, null]));
        Assert.Equal(expected, Written<int?>(type, [-5, 0, 127, null]));
        Assert.Equal(expected, Written<short?>(type, [-5, 0, 127, null]));
        Assert.Equal(expected, Written<sbyte?>(type, [-5, 0, 127, null]));
        Assert.Equal(["0", "255"], Written<byte>(type, [0, 255]));
        Assert.Equal(["0", "9999"], Written<ushort>(type, [0, 9999]));
        Assert.Equal(["0", "9999"], Written<uint>(type, [0, 9999]));
    }

    [Theory]
    [InlineData("bigint", long.MinValue, long.MaxValue)]
    [InlineData("numeric", long.MinValue, long.MaxValue)]
    [InlineData("integer", (long)int.MinValue, (long)int.MaxValue)]
    [InlineData("smallint", (long)short.MinValue, (long)short.MaxValue)]
    public void The_ends_of_an_integer_fit_and_what_is_beyond_is_a_dead_letter(string type, long least, long most)
    {
        var letters = new List<DeadLetter>();
        bool hasBeyond = most < long.MaxValue;
        long[] values = hasBeyond ? [least, least - 1, most + 1, most] : [least, most];
        Assert.Equal([$"{least}", $"{most}"], Written(type, values, letters));
        Assert.Equal(hasBeyond ? [Refusal($"{least - 1} is not between {least} and {most}"),
            Refusal($"{most + 1} is not between {least} and {most}")] : [], letters.Select(letter => letter.Reason));
    }

    [Fact]
    public void Floating_point_is_read_back_bit_by_bit()
    {
        double[] values = [0, -0.0, 1.5, Math.PI, double.MaxValue, double.Epsilon, double.NaN, double.NegativeInfinity];
        Assert.Equal(["0", "-0", "1.5", "3.141592653589793", "1.7976931348623157e+308", "5e-324", "NaN", "-Infinity"],
            Written("double precision", values));
        Assert.Equal(["0.1", "NaN"], Written<float>("real", [0.1f, float.NaN]));
        Assert.Equal(["0.5"], Written<float>("double precision", [0.5f]));
        var letters = new List<DeadLetter>();
        Assert.Equal(["0.1", "Infinity"], Written("real", [0.1, double.PositiveInfinity, 1e300], letters));
        Assert.Equal(Refusal("1E+300 is too large for real"), Assert.Single(letters).Reason);
    }

    [Fact]
    public void Any_decimal_becomes_the_same_numeric()
    {
        decimal[] values =
        [
            0, 0.00m, 1, -1, 10, 9999, 10000, 10001, 99999999, 100000000, 0.1m, 0.0001m, 0.00001m, -0.000000001m, 12345.678m, 1.2300m,
                1e28m, decimal.MaxValue, decimal.MinValue,
            0.0000000000000000000000000001m, 7.9228162514264337593543950335m, -12345678901234567890.12345678m,
        ];
        Assert.Equal(values.Select(Text), Written("numeric", values));
        var random = new Random(20170210);
        decimal[] many = [.. Enumerable.Range(0, 2000).Select(_ => new decimal(random.Next(), random.Next() >> random.Next(32),
            random.Next() >> random.Next(32), random.Next(2) == 0, (byte)random.Next(29)))];
        Assert.Equal(many.Select(Text), Written("numeric", many));

        static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture) is ['-', .. var digits] && value == 0 ? digits
            : value.ToString(CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("varchar(20)")]
    [InlineData("json")]
    [InlineData("jsonb")]
    public void Text_of_every_kind(string type)
    {
        string[] texts = type.StartsWith("json", StringComparison.Ordinal) ? ["\"é\"", "[1, 2]"] : ["", "é 漢 🙂", "a | \"b\"\t\\"];
        string[] expected = texts;
        byte[][] bytes = [.. texts.Select(Encoding.UTF8.GetBytes)];
        Assert.Equal(expected, Written(type, texts));
        Assert.Equal(expected, Written(type, bytes));
        Assert.Equal(expected, Written(type, [.. bytes.Select(text => new ReadOnlyMemory<byte>(text))]));
        Assert.Equal(expected, Written(type, [.. bytes.Select(text => Optional<byte[]>.Some(text))]));
        Assert.Equal(["null", expected[0]], Written<string?>(type, [null, texts[0]]));
        Assert.Equal(["null", expected[0]], Written<Optional<string>>(type, [default, Optional<string>.Some(texts[0])]));
    }

    [Fact]
    public void Slices_are_written_from_the_slab_also_as_bytes()
    {
        string table = server.Table("line text, bytes bytea, maybe text");
        using var engine = new Engine(partitions: 1);
        var receiver = new ScriptedText();
        engine.Context.ReceiverStream(receiver).SaveToPostgres(
            Options(table),
            columns => columns.Add("line", line => line).Add("bytes", line => line)
            .Add("maybe", line => line.Length > 5 ? line : default(Utf8Slice?)));
        engine.Context.Start();
        receiver.Send([.. "a line longer than twelve bytes\nshort\n"u8]);
        receiver.WaitUntilStored();
        engine.Tick();
        Assert.Equal(["a line longer than twelve bytes|a line longer than twelve bytes", "short|null"],
            server.Rows($"SELECT line, maybe FROM {table}"));
        Assert.Equal(["t", "t"], server.Rows($"SELECT convert_from(bytes, 'UTF8') = line FROM {table}"));
    }

    [Fact]
    public void Text_that_is_none_is_a_dead_letter_but_bytea_takes_it()
    {
        byte[][] values = [[0xFF], [(byte)'a', 0], "fine"u8.ToArray()];
        var letters = new List<DeadLetter>();
        Assert.Equal(["fine"], Written("text", values, letters));
        Assert.Equal([Refusal("its bytes are not UTF-8"), Refusal("it contains a zero byte, which PostgreSQL does not store in text")],
            letters.Select(letter => letter.Reason));
        Assert.Equal(["batch 1000 ms, partition 0, record 0", "batch 1000 ms, partition 0, record 1"],
            letters.Select(letter => letter.Position));
        Assert.Equal(["\\xff", "\\x6100", "\\x66696e65"], Written("bytea", values));
        letters.Clear();
        Assert.Equal(["fine"], Written("text", ["\uD800", "\0", "fine"], letters));
        Assert.Equal([Refusal("it contains half of a surrogate pair"),
            Refusal("it contains a zero character, which PostgreSQL does not store in text")], letters.Select(letter => letter.Reason));
    }

    [Fact]
    public void Times_identifiers_and_truth()
    {
        DateTimeOffset moment = new DateTimeOffset(2017, 2, 10, 16, 42, 23, TimeSpan.FromHours(9)).AddTicks(1234567);
        DateTimeOffset old = new(1969, 12, 31, 23, 59, 59, 999, TimeSpan.Zero);
        Assert.Equal(["2017-02-10 07:42:23.123456+00", "1969-12-31 23:59:59.999+00", "0001-01-01 00:00:00+00", "null"],
            Written<DateTimeOffset?>("timestamptz", [moment, old, DateTimeOffset.MinValue, null]));
        Assert.Equal(["2017-02-10 16:42:23.123456"], Written("timestamp", [moment.DateTime]));
        Assert.Equal(["9999-12-31 23:59:59.999999"], Written("timestamp", [DateTime.MaxValue]));
        var letters = new List<DeadLetter>();
        Assert.Equal(["2017-02-10 07:42:23.123456+00"], Written("timestamptz", [moment.UtcDateTime, moment.DateTime], letters));
        Assert.Equal(Refusal("a DateTime of kind Unspecified is no moment; make it UTC or a DateTimeOffset"),
            Assert.Single(letters).Reason);
        Assert.Equal(["2017-02-10", "0001-01-01", "9999-12-31"],
            Written<DateOnly>("date", [new(2017, 2, 10), DateOnly.MinValue, DateOnly.MaxValue]));
        Assert.Equal(["16:42:23.000001"], Written("time", [new TimeOnly(16, 42, 23).Add(TimeSpan.FromTicks(19))]));
        Assert.Equal(["00:03:23", "-00:00:00.5", "48:00:00"],
            Written<TimeSpan>("interval", [new(0, 3, 23), TimeSpan.FromSeconds(-0.5), TimeSpan.FromDays(2)]));
        Assert.Equal(["00112233-4455-6677-8899-aabbccddeeff"], Written("uuid", [Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")]));
        Assert.Equal(["t", "f", "null"],
            Written<Optional<bool>>("boolean", [Optional<bool>.Some(true), Optional<bool>.Some(false), default]));
    }

    [Fact]
    public void Enums_take_their_names_and_domains_what_their_base_takes()
    {
        server.Execute("CREATE TYPE light AS ENUM ('red', 'green'); CREATE DOMAIN positive AS integer CHECK (value > 0); CREATE DOMAIN "
            + "small_positive AS positive CHECK (value < 10)");
        var letters = new List<DeadLetter>();
        Assert.Equal(["green"], Written("light", ["green", "blue"], letters));
        Assert.StartsWith("The server refused it: invalid input value for enum light: \"blue\"", Assert.Single(letters).Reason,
            StringComparison.Ordinal);
        letters.Clear();
        Assert.Equal(["3"], Written("small_positive", [3, 12, -1], letters));
        Assert.Equal(2, letters.Count);
    }

    [Fact]
    public void An_impossible_pair_fails_at_the_start_and_says_how_to_mend_it()
    {
        string table = server.Table("speed double precision");
        using var engine = new Engine();
        engine.Queue<string>([]).SaveToPostgres(Options(table), columns => columns.Add("speed", text => text));
        engine.Tick();
        Assert.Contains(
            $"Column \"speed\" of table public.{table} is double precision and cannot take a System.String. Convert the value in its "
            + "function, or alter the column",
            engine.Failure().InnerException!.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_is_filled_once_and_with_what_can_be_sent()
    {
        using var engine = new Engine();
        DStream<int> stream = engine.Queue<int>();
        PostgresOptions options = Options("any");
        Assert.Throws<ArgumentException>(() => stream.SaveToPostgres(options, columns => columns.Add("a", x => x).Add("a", x => x)));
        Assert.Throws<ArgumentException>(() => stream.SaveToPostgres(options, columns => columns.Add("a", x => new object())));
        Assert.Throws<ArgumentException>(() => stream.SaveToPostgres(options, _ => { }));
    }

    private PostgresOptions Options(string table) => new() { ConnectionString = server.ConnectionString, Table = table };

    private static string Refusal(string reason) =>
        $"Column \"value\" cannot take it: {reason}. Correct such records, or filter them, before the sink.";

    private string[] Written<T>(string type, T[] values, List<DeadLetter>? letters = null)
    {
        string table = server.Table($"id serial, value {type}");
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letter => letters?.Add(letter));
        engine.Queue<T>(values).SaveToPostgres(Options(table), columns => columns.Add("value", value => value));
        engine.Tick();
        return server.Rows($"SELECT value FROM {table} ORDER BY id");
    }
}
