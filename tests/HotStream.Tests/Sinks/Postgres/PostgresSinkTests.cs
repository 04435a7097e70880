using System.Text;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Postgres;

/// <summary>Batches against a server that lives.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresSinkTests(PostgresFixture server)
{
    private sealed record Reading(int Id, string? Text, int Value = 0);

    [Fact]
    public void Every_batch_is_in_the_table_when_the_next_output_runs()
    {
        string table = server.Table("id int, value int");
        var counts = new List<string>();
        using var engine = new Engine(partitions: 3);
        DStream<int> numbers = engine.Queue<int>([1, 2, 3, 4], [], [5]);
        numbers.SaveToPostgres(Options(table), columns => columns.Add("value", x => x * 10).Add("id", x => x));
        numbers.ForeachBatch(_ => counts.Add(server.Rows($"SELECT count(*) FROM {table}")[0]));
        engine.Tick(3);
        Assert.Equal(["4", "4", "5"], counts);
        Assert.Equal(["1|10", "2|20", "3|30", "4|40", "5|50"], server.Rows($"SELECT * FROM {table} ORDER BY id"));
        Assert.Equal(["test|1|1000", "test|3|3000"],
            server.Rows($"SELECT DISTINCT context, batch_number, batch_time_ms FROM hotstream_batches WHERE sink = '{table}' ORDER BY 2"));
    }

    [Fact]
    public void A_batch_of_many_chunks_and_huge_rows_is_written_in_order()
    {
        string table = server.Table("number serial, id int, value text");
        var random = new Random(1);
        string[] texts = [.. Enumerable.Range(0, 3000)
            .Select(i => new string((char)('a' + (i % 26)), i % 500 == 7 ? 300_000 + random.Next(300_000) : random.Next(400)))];
        using var engine = new Engine(partitions: 1);
        engine.Queue<int>([.. Enumerable.Range(0, texts.Length)], [.. Enumerable.Range(0, 10)])
            .SaveToPostgres(Options(table), columns => columns.Add("id", i => i).Add("value", i => texts[i]));
        engine.Tick(2);
        Assert.Equal([.. texts.Select((text, i) => $"{i}|{text}"), .. texts.Take(10).Select((text, i) => $"{i}|{text}")],
            server.Rows($"SELECT id, value FROM {table} ORDER BY number"));
    }

    [Theory]
    [InlineData("first", "first", 5)]
    [InlineData("first", "second", 10)]
    public void A_batch_that_comes_again_in_its_query_writes_nothing(string first, string second, int rows)
    {
        string table = server.Table("id int");
        foreach (string query in (string[])[first, second])
        {
            using var engine = new Engine(partitions: 2, with => with.QueryId = query);
            engine.Queue<int>([1, 2, 3], [4, 5]).SaveToPostgres(Options(table), columns => columns.Add("id", x => x));
            engine.Tick(2);
        }

        Assert.Equal(rows, server.Rows($"SELECT id FROM {table}").Length);
        Assert.Equal(["1", "2", "3", "4", "5"], server.Rows($"SELECT DISTINCT id FROM {table} ORDER BY 1"));
    }

    [Fact]
    public void Without_a_batch_table_nothing_is_noted()
    {
        string table = server.Table("id int");
        foreach (string? batches in new[] { "batches_of_others", null, null })
        {
            using var engine = new Engine(partitions: 1);
            engine.Queue<int>([1]).SaveToPostgres(
                new PostgresOptions
                {
                    ConnectionString = server.ConnectionString,
                    Table = batches is null ? table
                    : server.Table("id int"),
                    BatchTable = batches
                }, columns => columns.Add("id", x => x));
            engine.Tick();
        }

        Assert.Equal(["1", "1"], server.Rows($"SELECT id FROM {table}"));
        Assert.Equal(["0", "1"], server.Rows($"SELECT count(*) FILTER (WHERE sink = '{table}') FROM batches_of_others UNION SELECT "
            + "count(*) FROM batches_of_others ORDER BY 1"));
    }

    [Fact]
    public void Old_batches_are_forgotten()
    {
        string table = server.Table("id int");
        PostgresOptions options = new()
        {
            ConnectionString = server.ConnectionString,
            Table = table,
            BatchesKept = TimeSpan.FromSeconds(5),
        };
        foreach (long start in new long[] { 0, 20_000 })
        {
            using var engine = new Engine(partitions: 1, startMilliseconds: start);
            engine.Queue<int>([1]).SaveToPostgres(options, columns => columns.Add("id", x => x));
            engine.Tick();
        }

        Assert.Equal(["21000"], server.Rows($"SELECT batch_time_ms FROM hotstream_batches WHERE sink = '{table}'"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_the_server_refuses_are_dead_letters_and_the_others_are_written(bool keyed)
    {
        string table = server.Table("id int PRIMARY KEY, note json, value int CHECK (value < 1000)");
        var letters = new List<DeadLetter>();
        Reading[] readings =
        [
            new(0, "[]"), new(1, "no json"), new(2, null), new(3, "{}", 1000), new(4, "\0"), new(5, "1", 5),
            .. Enumerable.Range(6, 5000).Select(i => new Reading(i, "{}", i % 1000 == 999 ? 2000 : 1)),
        ];
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<Reading>(readings, [new(9000, "{}"), new(9001, "{")]).SaveToPostgres(
            Options(table, keyed),
            columns => columns.Add("id", x => x.Id).Add("note", x => x.Text).Add("value", x => x.Value));
        engine.Tick(2);
        int[] bad = [1, 3, 4, 999, 1999, 2999, 3999, 4999];
        Assert.Equal([.. readings.Select(x => x.Id).Except(bad).Append(9000).Select(id => $"{id}")],
            server.Rows($"SELECT id FROM {table} ORDER BY id"));
        Assert.Equal(
            [.. bad.Select(id => $"batch 1000 ms, partition 0, record {id}"), "batch 2000 ms, partition 0, record 1"],
            letters.Select(letter => letter.Position).OrderBy(position => position.Contains("2000 ms", StringComparison.Ordinal))
            .ThenBy(position => int.Parse(position.Split(' ')[^1])));
        Assert.Contains(letters, letter => letter.Reason.StartsWith("The server refused it: invalid input syntax for type json",
            StringComparison.Ordinal) && letter.Reason.Contains("(SQLSTATE 22P02). Correct", StringComparison.Ordinal));
        Assert.Contains(letters, letter => letter.Reason.Contains("violates check constraint", StringComparison.Ordinal)
            && letter.Reason.Contains("(SQLSTATE 23514). Correct", StringComparison.Ordinal));
        Assert.All(letters, letter => Assert.Equal($"{Name(table)}", letter.Source));
        Assert.Contains(letters, letter => Encoding.UTF8.GetString(letter.Record.Span) == "{\"id\":3,\"note\":\"{}\",\"value\":1000}");
        Assert.Contains(letters, letter => Encoding.UTF8.GetString(letter.Record.Span) == "{\"id\":4,\"note\":\"\\u0000\",\"value\":0}");
    }

    [Fact]
    public void When_every_row_of_few_is_refused_the_batch_is_done_all_the_same()
    {
        string table = server.Table("id int CHECK (id < 0)");
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 2, with => with.DeadLetters = letter =>
        {
            lock (letters)
            {
                letters.Add(letter);
            }
        });
        engine.Queue<int>([.. Enumerable.Range(0, 99)], [-1]).SaveToPostgres(Options(table), columns => columns.Add("id", x => x));
        engine.Tick(2);
        Assert.Equal(99, letters.Count);
        Assert.Equal(["-1"], server.Rows($"SELECT id FROM {table}"));
    }

    [Fact]
    public void Constraints_checked_at_the_commit_are_found_too()
    {
        string table = server.Table("id int UNIQUE DEFERRABLE INITIALLY DEFERRED");
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<int>([1, 2, 1, 3]).SaveToPostgres(Options(table), columns => columns.Add("id", x => x));
        engine.Tick();
        Assert.Equal(["1", "2", "3"], server.Rows($"SELECT id FROM {table} ORDER BY 1"));
        Assert.Equal("batch 1000 ms, partition 0, record 2", Assert.Single(letters).Position);
    }

    [Fact]
    public void A_key_replaces_the_row_and_the_last_of_a_batch_wins()
    {
        string table = server.Table("id int PRIMARY KEY, note text, value int");
        using var engine = new Engine(partitions: 1);
        engine.Queue<Reading>([new(1, "a"), new(2, "b"), new(1, "c", 7)], [new(2, null, 3), new(3, "d")]).SaveToPostgres(
            Options(table, keyed: true),
            columns => columns.Add("value", x => x.Value).Add("id", x => x.Id).Add("note", x => x.Text));
        engine.Tick(2);
        Assert.Equal(["1|c|7", "2|null|3", "3|d|0"], server.Rows($"SELECT * FROM {table} ORDER BY id"));
    }

    [Fact]
    public void A_key_that_is_to_be_ignored_keeps_the_first()
    {
        string table = server.Table("id int PRIMARY KEY, note text");
        using var engine = new Engine(partitions: 1);
        engine.Queue<Reading>([new(1, "a"), new(1, "b")], [new(1, "c"), new(2, "d")]).SaveToPostgres(
            new PostgresOptions
            {
                ConnectionString = server.ConnectionString,
                Table = table,
                Key = ["id"],
                OnConflict = PostgresConflict.Ignore
            },
            columns => columns.Add("id", x => x.Id).Add("note", x => x.Text));
        engine.Tick(2);
        Assert.Equal(["1|a", "2|d"], server.Rows($"SELECT * FROM {table} ORDER BY id"));
    }

    [Fact]
    public void Names_are_taken_as_the_server_has_them()
    {
        server.Execute(
            "CREATE SCHEMA \"Plant 1\"; CREATE TABLE \"Plant 1\".\"Read \"\"me\" (\"Order\" int, \"a\"\"b\" int, PRIMARY KEY (\"Order\"))");
        using var engine = new Engine(partitions: 1);
        engine.Queue<int>([1], [1]).SaveToPostgres(
            new PostgresOptions { ConnectionString = server.ConnectionString, Table = "\"Plant 1\".\"Read \"\"me\"", Key = ["Order"] },
            columns => columns.Add("Order", x => x).Add("a\"b", x => 7));
        engine.Tick(2);
        Assert.Equal(["1|7"], server.Rows("SELECT * FROM \"Plant 1\".\"Read \"\"me\""));
    }

    [Fact]
    public void Mistakes_are_named_at_the_start_even_when_nothing_arrives()
    {
        string table = server.Table("id int, note text");
        Assert.Contains("Table nowhere does not exist in database postgres. Create it, or set PostgresOptions.Table.",
            Failure("nowhere", []), StringComparison.Ordinal);
        Assert.Contains($"Table public.{table} has no primary key or unique index on exactly (id).", Failure(table, ["id"]),
            StringComparison.Ordinal);
        using var engine = new Engine();
        Assert.Throws<ArgumentException>(() => engine.Queue<int>()
            .SaveToPostgres(Options(table, keyed: true), columns => columns.Add("value", x => x)));

        string Failure(string table, string[] key)
        {
            using var engine = new Engine();
            engine.Queue<int>([]).SaveToPostgres(new PostgresOptions
            { ConnectionString = server.ConnectionString, Table = table, Key = key }, columns => columns.Add("id", x => x));
            engine.Tick();
            return engine.Failure().InnerException!.Message;
        }
    }

    [Fact]
    public void A_column_that_is_missing_is_named()
    {
        string table = server.Table("id int, note text");
        using var engine = new Engine();
        engine.Queue<int>([]).SaveToPostgres(Options(table), columns => columns.Add("Id", x => x));
        engine.Tick();
        Assert.Equal($"Table public.{table} has no column \"Id\"; it has id, note. Names are compared exactly.",
            engine.Failure().InnerException!.Message);
    }

    [Fact]
    public void Two_sinks_of_one_name_in_a_context_are_refused()
    {
        string table = server.Table("id int");
        using var engine = new Engine(partitions: 1);
        DStream<int> numbers = engine.Queue<int>([1]);
        numbers.SaveToPostgres(Options(table), columns => columns.Add("id", x => x));
        numbers.SaveToPostgres(Options(table), columns => columns.Add("id", x => x));
        engine.Tick();
        Assert.Contains($"is called \"{table}\" in hotstream_batches", engine.Failure().InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_whose_column_function_throws_is_a_dead_letter_and_the_others_are_written()
    {
        string table = server.Table("id int, text text");
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<int>([.. Enumerable.Range(-100_000, 100_001)], [2])
            .SaveToPostgres(Options(table), columns => columns.Add("text", x => $"{x}").Add("id", x => 10 / x));
        engine.Tick(2);
        Assert.Equal(["100001"], server.Rows($"SELECT count(*) FROM {table}"));
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal("batch 1000 ms, partition 0, record 100000", letter.Position);
        Assert.StartsWith("Column \"id\" could not be encoded: Attempted to divide by zero. (DivideByZeroException).", letter.Reason,
            StringComparison.Ordinal);
        Assert.StartsWith("{\"text\":\"0\",\"id\":\"<DivideByZeroException", Encoding.UTF8.GetString(letter.Record.Span),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_row_is_a_letter_with_every_column_as_it_was_and_all_the_server_says()
    {
        string table = server.Table(
            "id bigint CONSTRAINT positive CHECK (id > 0), small smallint, d double precision, r real, n numeric, b boolean, t text, j "
            + "jsonb, x bytea, at timestamptz, ts timestamp, day date, time time, i interval, u uuid, nothing int");
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        DateTimeOffset at = new(2026, 1, 31, 12, 0, 0, 500, TimeSpan.Zero);
        engine.Queue<decimal>([12345678901234567890.0050m, 0m, -0.5m, 0.00012m, 10000m, 79228162514264337593543950335m])
            .SaveToPostgres(Options(table), columns => columns
            .Add("id", _ => -7L).Add("small", _ => (short)-3).Add("d", _ => 0.1).Add("r", _ => 0.25f).Add("n", x => x).Add("b", _ => true)
            .Add("t", _ => "say \"h\u00e4\"\n").Add("j", _ => "{\"a\": 1}")
            .Add("x", _ => new byte[] { 0, 255 }).Add("at", _ => at).Add("ts", _ => new DateTime(1999, 12, 31, 23, 59, 59))
            .Add("day", _ => new DateOnly(1990, 2, 3)).Add("time", _ => new TimeOnly(1, 2, 3))
            .Add("i", _ => TimeSpan.FromSeconds(90)).Add("u", _ => Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"))
            .Add("nothing", _ => default(int?)));
        engine.Tick();
        Assert.Equal(
            """{"id":-7,"small":-3,"d":0.1,"r":0.25,"n":12345678901234567890.0050,"b":true,"t":"say \"hä\"\n","j":"{\"a\": 1}","x":"AP8=","at":"2026-01-31T12:00:00.5Z","ts":"1999-12-31T23:59:59","day":"1990-02-03","time":"01:02:03.0000000","i":"00:01:30","u":"00112233-4455-6677-8899-aabbccddeeff","nothing":null}""".Replace("\\u00e4", "\u00e4", StringComparison.Ordinal),
            Encoding.UTF8.GetString(letters[0].Record.Span));
        Assert.Equal(
            ["12345678901234567890.0050", "0", "-0.5", "0.00012", "10000", "79228162514264337593543950335"],
            letters.Select(letter => Encoding.UTF8.GetString(letter.Record.Span).Split("\"n\":")[1].Split(',')[0]));
        Assert.Contains("violates check constraint \"positive\": Failing row contains (-7, -3, 0.1", letters[0].Reason,
            StringComparison.Ordinal);
        Assert.Contains($". Where: COPY {table}, line 1", letters[0].Reason, StringComparison.Ordinal);
        Assert.Contains($". Table: {table}. Constraint: positive (SQLSTATE 23514). Correct", letters[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Dead_letters_go_into_a_table_before_their_batch_is_acknowledged()
    {
        string table = server.Table("id int CHECK (id <> 3)");
        string letters = server.Table("source text, position text, reason text, length bigint, record bytea, at timestamptz");
        using var engine = new Engine(partitions: 1);
        engine.Context.WriteDeadLettersTo(new PostgresSink<DeadLetter>(Options(letters), columns => columns
            .Add("source", x => x.Source).Add("position", x => x.Position).Add("reason", x => x.Reason).Add("length", x => x.Length)
            .Add("record", x => x.Record).Add("at", x => x.Time)));
        engine.Queue<int>([1, 2, 3, 4], [5]).SaveToPostgres(Options(table), columns => columns.Add("id", x => x));
        engine.Tick();
        Assert.Equal([$"{Name(table)}|batch 1000 ms, partition 0, record 2|8|{{\"id\":3}}"],
            server.Rows($"SELECT source, position, length, convert_from(record, 'UTF8') FROM {letters}"));
        engine.Tick();
        Assert.Equal(["4"], server.Rows($"SELECT count(*) FROM {table}"));
    }

    [Fact]
    public void Records_of_a_key_have_one_hash()
    {
        using var sink = new PostgresSink<(string Name, byte[] Bytes, int Value)>(
            new PostgresOptions { ConnectionString = "Host=127.0.0.1", Table = "t", Key = ["name", "bytes"] },
            columns => columns.Add("name", x => x.Name).Add("bytes", x => x.Bytes).Add("value", x => x.Value));
        Assert.Equal(sink.KeyHash!(("a", [1, 2], 1)), sink.KeyHash!(("a", [1, 2], 2)));
        Assert.NotEqual(sink.KeyHash!(("a", [1, 2], 1)), sink.KeyHash!(("a", [1, 3], 1)));
        using var plain = new PostgresSink<int>(new PostgresOptions { ConnectionString = "Host=127.0.0.1", Table = "t" },
            columns => columns.Add("a", x => x));
        Assert.Null(plain.KeyHash);
    }

    [Fact]
    public void With_one_connection_the_partitions_take_turns()
    {
        string table = server.Table("id int");
        using var engine = new Engine(partitions: 4);
        engine.Queue<int>([.. Enumerable.Range(0, 200_000)]).SaveToPostgres(
            new PostgresOptions { ConnectionString = server.ConnectionString, Table = table, ConnectionsMax = 1 },
            columns => columns.Add("id", x => x));
        engine.Tick();
        Assert.Equal(["200000|19999900000"], server.Rows($"SELECT count(*), sum(id) FROM {table}"));
    }

    private string Name(string table)
    {
        string port = server.ConnectionString.Split("Port=")[1].Split(';')[0];
        return $"postgres 127.0.0.1:{port}/postgres {table}";
    }

    private PostgresOptions Options(string table, bool keyed = false) =>
        new() { ConnectionString = server.ConnectionString, Table = table, Key = keyed ? ["id"] : [] };
}
