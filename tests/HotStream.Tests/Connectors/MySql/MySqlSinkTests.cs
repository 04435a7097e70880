using System.Globalization;
using System.Text;
using HotStream.Testing;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;
using MySqlConnector;
using LawsOfSinks = HotStream.Testing.SinkContract;

namespace HotStream.Tests.Connectors.MySql;

/// <summary>Batches against a server that lives.</summary>
[Collection(MySqlCollection.Name)]
public sealed class MySqlSinkTests(MySqlFixture server)
{
    [Fact]
    public void Values_of_all_kinds_are_stored_as_they_are()
    {
        string table = server.Table("id int, text varchar(50), bytes blob, number double, exact decimal(20, 5), flag bool, maybe bigint, "
            + "at timestamp(6) NULL, local datetime(6), day date, length time(6), optional varchar(10)");
        var at = new DateTimeOffset(2026, 3, 4, 5, 6, 7, 89, TimeSpan.FromHours(2));
        using var engine = new Engine(partitions: 1);
        engine.Queue<int>([1, 2]).SaveToMySql(server.Source, new MySqlOptions { Table = table }, columns => columns
            .Add("id", x => x).Add("text", x => x == 1 ? "it's a \\ \"quote\" ? @p0 🙂 \0;" : null)
            .Add("bytes", _ => (byte[])[0, 39, 92, 255])
            .Add("number", x => x / 8.0).Add("exact", x => x + 0.00001m).Add("flag", x => x == 1)
            .Add("maybe", x => x == 1 ? default(long?) : long.MinValue).Add("at", _ => at).Add("local", _ => at)
            .Add("day", _ => new DateOnly(2026, 3, 4)).Add("length", _ => TimeSpan.FromMilliseconds(-1500))
            .Add("optional", x => x == 1 ? Optional<string>.Some("some") : default));
        engine.Tick();
        Assert.Equal(
            [
                "1|it's a \\ \"quote\" ? @p0 🙂 \0;|0027 5CFF|0.125|1.00001|True|null|2026-03-04 03:06:07.089000|some",
                "2|null|0027 5CFF|0.25|2.00001|False|-9223372036854775808|2026-03-04 03:06:07.089000|null",
            ],
            server.Rows("SET time_zone = '+00:00'; SELECT id, text, INSERT(HEX(bytes), 5, 0, ' '), number, exact, flag, maybe, "
                + $"CAST(at AS char), optional FROM {table} WHERE local = at AND day = '2026-03-04' AND length = '-00:00:01.5' "
                + "ORDER BY id"));
    }

    [Fact]
    public void It_stores_each_batch_once_whatever_happens()
    {
        string table = server.Table("v double");
        LawAssert.AllHold(LawsOfSinks.Check(new SinkUnderTest<double>
        {
            Write = stream => stream.SaveToMySql(server.Source, new MySqlOptions { Table = table }, columns => columns.Add("v", x => x)),
            Stored = () => server.Rows($"SELECT v FROM {table}").Select(Number),
            Record = number => number,
            Poison = [double.NaN],
        }), LawsOfSinks.Away, LawsOfSinks.Keyed);
    }

    [Fact]
    public void With_a_key_it_stores_the_last_record_of_each()
    {
        string table = server.Table("k int PRIMARY KEY, v double");
        LawAssert.AllHold(LawsOfSinks.Check(new SinkUnderTest<double>
        {
            Write = stream => stream.SaveToMySql(server.Source, new MySqlOptions { Table = table, Key = ["k"] },
                columns => columns.Add("k", x => (int)x % 7).Add("v", x => x)),
            Stored = () => server.Rows($"SELECT v FROM {table}").Select(Number),
            Record = number => number,
            Key = x => (int)x % 7,
        }), LawsOfSinks.Poison, LawsOfSinks.Away, LawsOfSinks.Ordered);
    }

    [Fact]
    public void The_last_batch_runs_again_after_every_restart_and_is_there_once()
    {
        string table = server.Table("text varchar(20)");
        using var lives = new Lives(2, context =>
        {
            var input = new ScriptedInput<string>(context, number => [.. Batch(number)]);
            input.SaveToMySql(server.Source, new MySqlOptions { Table = table }, columns => columns.Add("text", x => x));
            return input;
        });
        lives.Live(2);
        lives.Live(1);
        lives.Live(1);
        Assert.Equal(Enumerable.Range(0, 4).SelectMany(number => Batch(number)).Order(StringComparer.Ordinal),
            server.Rows($"SELECT text FROM {table}").Order(StringComparer.Ordinal));

        static IEnumerable<string> Batch(long number) => Enumerable.Range(0, 40 + (int)number).Select(i => $"{number}-{i}");
    }

    [Theory]
    [InlineData(MySqlConflict.Update, "1|21", "2|12")]
    [InlineData(MySqlConflict.Ignore, "1|1", "2|2")]
    public void What_happens_to_a_key_that_is_there_is_a_choice(MySqlConflict conflict, params string[] rows)
    {
        string table = server.Table("number bigint AUTO_INCREMENT PRIMARY KEY, `the key` int NOT NULL, v int, UNIQUE (`the key`)");
        using var engine = new Engine(partitions: 2);
        engine.Queue<int>([1, 2, 11], [12, 21]).SaveToMySql(server.Source,
            new MySqlOptions { Table = "`plant`." + table, Key = ["the key"], OnConflict = conflict },
            columns => columns.Add("the key", x => x % 10).Add("v", x => x));
        engine.Tick(2);
        Assert.Equal(rows, server.Rows($"SELECT `the key`, v FROM {table} ORDER BY 1"));
    }

    [Fact]
    public void Many_rows_and_huge_ones_are_stored_in_order()
    {
        string table = server.Table("number bigint AUTO_INCREMENT PRIMARY KEY, id int, text longtext");
        string[] texts = [.. Enumerable.Range(0, 2500).Select(i => new string((char)('a' + (i % 26)), i % 500 == 7 ? 1_500_000 : i % 300))];
        using var engine = new Engine(partitions: 1);
        engine.Queue<int>([.. Enumerable.Range(0, texts.Length)]).SaveToMySql(server.Source, new MySqlOptions { Table = table },
            columns => columns.Add("id", i => i).Add("text", i => texts[i]));
        engine.Tick();
        Assert.Equal(texts.Select((text, i) => $"{i}|{text.Length}|{(text.Length == 0 ? "" : text[..1])}"),
            server.Rows($"SELECT id, LENGTH(text), LEFT(text, 1) FROM {table} ORDER BY number"));
    }

    [Theory]
    [InlineData("v int, CHECK (v <> 7)", "CONSTRAINT")]
    [InlineData("v int PRIMARY KEY", "Duplicate entry")]
    [InlineData("v varchar(4)", "Data too long")]
    [InlineData("v tinyint", "Out of range")]
    [InlineData("v int NOT NULL", "cannot be null")]
    [InlineData("v date", "Incorrect date")]
    public void A_row_that_the_server_refuses_is_a_dead_letter_and_the_others_are_stored(string columns, string reason)
    {
        string table = server.Table("id int, " + columns);
        server.Server.Execute("SET GLOBAL sql_mode = ''"); // a server that is not strict would store something else without a word
        object?[] values = columns.Contains("date", StringComparison.Ordinal)
            ? ["2026-01-01", "2026-13-01", "2026-01-02"]
            : [1, columns.Contains("NOT NULL", StringComparison.Ordinal) ? null
                : columns.Contains("PRIMARY", StringComparison.Ordinal) ? 1 : columns.Contains("CHECK", StringComparison.Ordinal) ? 7
                : columns.Contains("tiny", StringComparison.Ordinal) ? 128 : "12345", 2];
        using var source = new MySqlDataSource(server.Server.ConnectionString + ";Pooling=false");
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<int>([.. Enumerable.Range(0, 3)]).SaveToMySql(source, new MySqlOptions { Table = table },
            filled => filled.Add("id", x => x).Add("v", x => values[x]));
        engine.Tick();
        Assert.Equal(["0", "2"], server.Rows($"SELECT id FROM {table} ORDER BY 1"));
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal("batch 1000 ms, partition 0, record 1", letter.Position);
        Assert.StartsWith("{\"id\":1,\"v\":", Encoding.UTF8.GetString(letter.Record.Span), StringComparison.Ordinal);
        Assert.Contains(reason, letter.Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Many_refused_rows_among_many_are_all_found()
    {
        string table = server.Table("v tinyint unsigned");
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<int>([.. Enumerable.Range(0, 3000)]).SaveToMySql(server.Source, new MySqlOptions { Table = table },
            columns => columns.Add("v", x => x % 100 == 77 ? 999 : x % 100));
        engine.Tick();
        Assert.Equal(["2970"], server.Rows($"SELECT count(*) FROM {table}"));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"batch 1000 ms, partition 0, record {(i * 100) + 77}"),
            letters.Select(letter => letter.Position));
    }

    [Theory]
    [InlineData("id int", "MyISAM", new string[0], "no transactions")]
    [InlineData("id int", "InnoDB", new[] { "id" }, "no primary key or unique index on exactly (id)")]
    [InlineData("id int, UNIQUE (id)", "InnoDB", new[] { "id" }, "may be NULL")]
    [InlineData("id int PRIMARY KEY, other int NOT NULL, UNIQUE (other)", "InnoDB", new[] { "id" }, "overwrite a row of another key")]
    [InlineData("ident int", "InnoDB", new string[0], "no column `id`")]
    public void A_table_that_would_lose_something_is_refused_before_a_row_is_written(string columns, string engineName, string[] key,
        string reason)
    {
        string table = server.Table(columns, engineName);
        using var engine = new Engine(partitions: 1);
        engine.Queue<int>([1]).SaveToMySql(server.Source, new MySqlOptions { Table = table, Key = key },
            filled => filled.Add("id", x => x));
        engine.Tick();
        Assert.Contains(reason, engine.Failure().ToString(), StringComparison.Ordinal);
        Assert.Equal(["0"], server.Rows($"SELECT count(*) FROM {table}"));
    }

    [Fact]
    public void Old_notes_go_and_those_of_this_query_from_this_batch_on_stay()
    {
        string table = server.Table("id int");
        server.Server.Execute("CREATE TABLE notes (sink varchar(255), query varchar(255), partition_number int, batch_number bigint, "
            + "committed_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (sink, query, partition_number, batch_number)); "
            + $"INSERT INTO notes VALUES ('{table}', 'mine', 0, 5, '2020-01-01'), ('{table}', 'mine', 1, 0, '2020-01-01'), "
            + $"('{table}', 'old', 0, 0, '2020-01-01'), ('{table}', 'old', 0, 1, now()), ('other', 'mine', 0, 0, '2020-01-01')");
        using var engine = new Engine(partitions: 1, with => with.QueryId = "mine");
        engine.Queue<int>([1]).SaveToMySql(server.Source, new MySqlOptions { Table = table, BatchTable = "notes" },
            columns => columns.Add("id", x => x));
        engine.Tick();
        Assert.Equal(["mine|0|1", "mine|0|5", "mine|1|0", "old|0|1"],
            server.Rows($"SELECT query, partition_number, batch_number FROM notes WHERE sink = '{table}' ORDER BY 1, 2, 3"));
    }

    [Fact]
    public void Two_sinks_of_one_name_are_refused()
    {
        string table = server.Table("id int");
        using var engine = new Engine(partitions: 1);
        DStream<int> numbers = engine.Queue<int>([1]);
        numbers.SaveToMySql(server.Source, new MySqlOptions { Table = table }, columns => columns.Add("id", x => x));
        numbers.SaveToMySql(server.Source, new MySqlOptions { Table = table }, columns => columns.Add("id", x => x));
        engine.Tick();
        Assert.Contains($"is called \"{table}\" in `hotstream_batches`", engine.Failure().ToString(), StringComparison.Ordinal);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
