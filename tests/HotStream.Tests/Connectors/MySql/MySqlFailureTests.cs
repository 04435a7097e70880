using System.Collections.Concurrent;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;
using MySqlConnector;

namespace HotStream.Tests.Connectors.MySql;

/// <summary>Servers that die, lines that break, transactions that collide: every row is there once.</summary>
[Collection(MySqlCollection.Name)]
public sealed class MySqlFailureTests(MySqlFixture server)
{
    private const int Retried = 5100;

    [Theory]
    [InlineData("hotstream_batches", 1)]
    [InlineData(null, 2)]
    public void A_commit_without_an_answer_is_not_repeated_if_batches_are_noted(string? batchTable, int times)
    {
        // Without the note the batch is written twice, which proves that the answer was lost after the commit.
        string table = server.Table("id int");
        byte[] commit = [.. "\u0003commit"u8]; // the packet that begins with it
        using var proxy = new Sinks.Postgres.CommitEater(server.Server.Port, toEat: 1, commit);
        using var source = new MySqlDataSource(server.Server.ConnectionString.Replace($"Port={server.Server.Port}", $"Port={proxy.Port}",
            StringComparison.Ordinal));
        using var engine = new Engine(partitions: 1, Live);
        engine.Queue<int>([1, 2, 3]).SaveToMySql(source, new MySqlOptions { Table = table, BatchTable = batchTable },
            columns => columns.Add("id", x => x));
        Run(engine, () => proxy.Left == 0 && server.Rows($"SELECT id FROM {table}").Length == 3 * times);
        Assert.Equal(3 * times, server.Rows($"SELECT id FROM {table}").Length);
    }

    [Fact]
    public void A_server_that_is_read_only_for_a_while_gets_every_row_and_none_is_a_dead_letter()
    {
        string table = server.Table("id int, text text");
        var letters = new ConcurrentQueue<DeadLetter>();
        var log = new LogCapture();
        using var engine = new Engine(partitions: 1, with =>
        {
            Live(with);
            with.DeadLetters = letters.Enqueue;
            with.LoggerFactory = log;
        });
        server.Server.Execute("SET GLOBAL read_only = 1");
        try
        {
            engine.Queue<int>([.. Enumerable.Range(0, 1000)]).SaveToMySql(server.Source,
                new MySqlOptions { Table = table, BatchTable = null },
                columns => columns.Add("id", x => x).Add("text", _ => new string('x', 100)));
            engine.Context.Start();
            Engine.WaitFor(() => log.Entries.Any(entry => entry.Id == Retried
                && entry.Message.Contains("error 1290", StringComparison.Ordinal)
                && entry.Message.Contains("name the primary", StringComparison.Ordinal)), "the sink has met the read-only server");
        }
        finally
        {
            server.Server.Execute("SET GLOBAL read_only = 0");
        }

        Run(engine, () => server.Rows($"SELECT count(*) FROM {table}")[0] == "1000");
        Assert.Empty(letters);
    }

    [Fact]
    public void Statements_are_as_small_as_the_server_takes_them_and_a_row_that_is_larger_is_a_dead_letter()
    {
        string table = server.Table("id int, text longtext");
        var letters = new List<DeadLetter>();
        string before = server.Rows("SELECT @@global.max_allowed_packet")[0];
        server.Server.Execute("SET GLOBAL max_allowed_packet = 65536");
        try
        {
            using var source = new MySqlDataSource(server.Server.ConnectionString + ";Pooling=false");
            using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
            engine.Queue<int>([.. Enumerable.Range(0, 50)]).SaveToMySql(source, new MySqlOptions { Table = table },
                columns => columns.Add("id", x => x).Add("text", x => new string('\'', x == 33 ? 33_000 : 10_000 + x)));
            engine.Tick();
        }
        finally
        {
            server.Server.Execute($"SET GLOBAL max_allowed_packet = {before}");
        }

        Assert.Equal(["49|491192"], server.Rows($"SELECT count(*), sum(length(text)) FROM {table}"));
        Assert.Contains("max_allowed_packet is 65536", Assert.Single(letters).Reason, StringComparison.Ordinal);
        Assert.Equal("batch 1000 ms, partition 0, record 33", letters[0].Position);
    }

    [Theory]
    [InlineData("REVOKE INSERT ON plant.{0} FROM 'u{0}'@'127.0.0.1'", "1142", "GRANT INSERT")]
    [InlineData("DROP TABLE {0}", "1146", "create it again")]
    [InlineData("ALTER TABLE {0} DROP COLUMN id", "1054", "start the program again")]
    public void A_table_that_no_longer_takes_rows_fails_the_batch_with_what_to_do_and_nothing_is_a_dead_letter(string change, string number,
        string remedy)
    {
        string table = server.Table("id int, text text");
        server.Server.Execute($"CREATE USER 'u{table}'@'127.0.0.1' IDENTIFIED BY 'secret-7'; "
            + $"GRANT SELECT, INSERT ON plant.{table} TO 'u{table}'@'127.0.0.1'");
        using var source = new MySqlDataSource(
            $"Server=127.0.0.1;Port={server.Server.Port};User ID=u{table};Password=secret-7;Database=plant;Pooling=false");
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<int>([1], [.. Enumerable.Range(0, 50)]).SaveToMySql(source, new MySqlOptions { Table = table, BatchTable = null },
            columns => columns.Add("id", x => x));
        engine.Tick();
        Assert.Equal(["1"], server.Rows($"SELECT count(*) FROM {table}"));
        server.Server.Execute(string.Format(System.Globalization.CultureInfo.InvariantCulture, change, table));
        engine.Tick();
        string message = engine.Failure().Message;
        Assert.Contains($"error {number}", message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-7", engine.Failure().ToString(), StringComparison.Ordinal);
        Assert.Empty(letters);
    }

    [Theory]
    [InlineData("Server=127.0.0.1;Port=1;User ID=hall;Password=secret-7", "could not be written to for 300 ms", "Start the server")]
    [InlineData("Server=127.0.0.1;Port={0};User ID=hall;Password=secret-7;SslMode=None", "Access denied", "Correct user and password")]
    [InlineData("Server=127.0.0.1;Port={0};User ID=hall;Password=right-9;SslMode=Required", "SSL", "")]
    public void A_server_that_is_not_there_or_does_not_know_us_fails_the_batch_without_the_password(string address, string reason,
        string remedy)
    {
        using var source = new MySqlDataSource(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, address, server.Server.Port));
        var log = new LogCapture();
        using var engine = new Engine(partitions: 1, with => { Live(with); with.LoggerFactory = log; });
        var sink = new MySqlSink<int>(source, new MySqlOptions { Table = "any", RetryFor = TimeSpan.FromMilliseconds(300) },
            columns => columns.Add("id", x => x));
        engine.Queue<int>([1]).WriteTo(sink);
        engine.Context.Start();
        string message = engine.Failure().ToString();
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
        Assert.All([message, sink.Name, .. log.Entries.Select(entry => entry.Message)], text =>
        {
            Assert.DoesNotContain("secret-7", text, StringComparison.Ordinal);
            Assert.DoesNotContain("right-9", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_lock_that_another_holds_is_waited_for_in_attempts()
    {
        string table = server.Table("id int PRIMARY KEY, value int");
        server.Server.Execute($"INSERT INTO {table} VALUES (1, 0)");
        using MySqlConnection other = server.Server.Open("plant");
        using MySqlTransaction held = other.BeginTransaction();
        using (var hold = new MySqlCommand($"SELECT * FROM {table} FOR UPDATE", other, held))
        {
            hold.ExecuteNonQuery();
        }

        var log = new LogCapture();
        using var engine = new Engine(partitions: 1, with => { Live(with); with.LoggerFactory = log; });
        engine.Queue<int>([1, 2]).SaveToMySql(server.Source, new MySqlOptions { Table = table, Key = ["id"] },
            columns => columns.Add("id", x => x).Add("value", x => x));
        engine.Context.Start();
        Engine.WaitFor(() => log.Entries.Any(entry => entry.Id == Retried
            && entry.Message.Contains("error 1205", StringComparison.Ordinal)), "it was tried in vain");
        held.Rollback();
        Run(engine, () => server.Rows($"SELECT * FROM {table} ORDER BY 1") is ["1|1", "2|2"]);
    }

    [Fact]
    public void A_deadlock_is_tried_again()
    {
        // The other transaction holds row 2 and has changed more; the sink writes 1, wants 2; then the other wants 1:
        // the sink is the victim.
        string table = server.Table("id int PRIMARY KEY, value int");
        string others = string.Join(", ", Enumerable.Range(10, 200).Select(i => $"({i}, 0)"));
        server.Server.Execute($"INSERT INTO {table} VALUES (1, 0), (2, 0), {others}");
        using MySqlConnection other = server.Server.Open("plant");
        using MySqlTransaction held = other.BeginTransaction();
        Do($"UPDATE {table} SET value = 9 WHERE id >= 2");
        var log = new LogCapture();
        using var engine = new Engine(partitions: 1, with => { Live(with); with.LoggerFactory = log; });
        engine.Queue<int>([1, 2]).SaveToMySql(server.Source, new MySqlOptions { Table = table, Key = ["id"] },
            columns => columns.Add("id", x => x).Add("value", x => x));
        engine.Context.Start();
        Engine.WaitFor(
            () =>
            {
                if (server.Rows("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'")[0] != "Innodb_row_lock_current_waits|0")
                {
                    Do($"UPDATE {table} SET value = 8 WHERE id = 1");
                }

                return log.Entries.Any(entry => entry.Id == Retried && entry.Message.Contains("error 1213", StringComparison.Ordinal));
            },
            "the deadlock was met");
        held.Rollback();
        Run(engine, () => server.Rows($"SELECT * FROM {table} WHERE id < 3 ORDER BY 1") is ["1|1", "2|2"]);

        void Do(string sql)
        {
            using var command = new MySqlCommand(sql, other, held);
            command.ExecuteNonQuery();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_server_killed_at_random_moments_has_every_row_once(bool keyed)
    {
        const int Kills = 2;
        const int BatchRows = 2_000;
        using var mortal = new MariaDbServer();
        mortal.Execute("CREATE TABLE `rows` (id bigint" + (keyed ? " PRIMARY KEY)" : ")") + " ENGINE=InnoDB");
        using var source = new MySqlDataSource(mortal.ConnectionString);
        var log = new LogCapture();
        var batches = new ConcurrentQueue<IReadOnlyList<long>>();
        long made = 0;
        long done = 0;
        using (var engine = new Engine(partitions: 2, with => { Live(with); with.LoggerFactory = log; }, intervalMilliseconds: 50))
        {
            DStream<long> numbers = engine.Context.QueueStream(batches);
            numbers.SaveToMySql(source, new MySqlOptions { Table = "rows", Key = keyed ? ["id"] : [] },
                columns => columns.Add("id", x => x));
            numbers.ForeachBatch(batch => Interlocked.Add(ref done, batch.Count()));
            engine.Context.Start();
            var random = new Random();
            for (int kill = 0; kill < Kills; kill++)
            {
                long before = Volatile.Read(ref done);
                Feed(() => Volatile.Read(ref done) > before);
                long alive = random.Next(100);
                long started = Environment.TickCount64;
                Feed(() => Environment.TickCount64 - started > alive);
                mortal.Kill();
                Engine.WaitFor(() => log.Entries.Count(entry => entry.Id == Retried) > kill, "the sink has met the dead server");
                mortal.Begin();
            }

            Engine.WaitFor(() => Volatile.Read(ref done) == made, "all rows are written");
            Assert.False(engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero)); // throws what failed
        }

        Assert.Equal([$"{made}|{made}|0|{made - 1}"], mortal.Rows("SELECT count(*), count(DISTINCT id), min(id), max(id) FROM `rows`"));

        void Feed(Func<bool> enough) => Engine.WaitFor(
            () =>
            {
                if (batches.IsEmpty)
                {
                    long first = made;
                    made += BatchRows;
                    batches.Enqueue([.. Enumerable.Range(0, BatchRows).Select(i => first + i)]);
                }

                return enough();
            },
            "batches are done");
    }

    private static void Live(StreamingOptions options) => options.TimeProvider = TimeProvider.System;

    /// <summary>Runs until something has happened, and a stop that waits for what is under way.</summary>
    private static void Run(Engine engine, Func<bool> happened)
    {
        if (engine.Context.State == StreamingContextState.Initialized)
        {
            engine.Context.Start();
        }

        Engine.WaitFor(happened, "the rows are there");
        engine.Context.Stop(graceful: true);
    }
}
