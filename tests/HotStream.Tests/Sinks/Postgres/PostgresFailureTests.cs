using System.Collections.Concurrent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Postgres;

/// <summary>Servers that die, lines that break, transactions that collide: every row is there once.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresFailureTests(PostgresFixture server)
{
    private const int Retried = 5100;

    [Theory]
    [InlineData("hotstream_batches", 1)]
    [InlineData(null, 2)]
    public void A_commit_without_an_answer_is_not_repeated_if_batches_are_noted(string? batchTable, int times)
    {
        // Without the note the batch is written twice, which proves that the answer was lost after the commit.
        string table = server.Table("id int");
        using var proxy = new CommitEater(Port(server.ConnectionString), toEat: 1, "COMMIT\0"u8.ToArray());
        PostgresOptions options = new()
        {
            ConnectionString = server.ConnectionString.Replace($"Port={Port(server.ConnectionString)}",
            $"Port={proxy.Port}", StringComparison.Ordinal),
            Table = table,
            BatchTable = batchTable
        };
        using var engine = new Engine(partitions: 1, Live);
        engine.Queue<int>([1, 2, 3]).SaveToPostgres(options, columns => columns.Add("id", x => x));
        Run(engine, () => proxy.Left == 0 && server.Rows($"SELECT id FROM {table}").Length == 3 * times);
        Assert.Equal(3 * times, server.Rows($"SELECT id FROM {table}").Length);
        Assert.Equal(3, server.Rows($"SELECT DISTINCT id FROM {table}").Length);
    }

    [Fact]
    public void A_server_that_is_read_only_for_a_while_gets_every_row_in_the_end()
    {
        string table = server.Table("id int");
        string role = server.Role(table);
        server.Execute($"ALTER ROLE {role} SET default_transaction_read_only = on");
        var letters = new ConcurrentQueue<DeadLetter>();
        var log = new LogCapture();
        using var engine = new Engine(partitions: 1, with =>
        {
            Live(with);
            with.DeadLetters = letters.Enqueue;
            with.LoggerFactory = log;
        });
        engine.Queue<int>([.. Enumerable.Range(0, 1000)]).SaveToPostgres(
            new PostgresOptions
            {
                ConnectionString = server.ConnectionStringOf(role),
                Table = table,
                BatchTable = null,
                ConnectionsMax = 1
            }, columns => columns.Add("id", x => x));
        engine.Context.Start();
        Engine.WaitFor(() => log.Entries.Any(entry => entry.Id == Retried
            && entry.Message.Contains("SQLSTATE 25006", StringComparison.Ordinal)), "the sink has met the read-only server");
        Assert.Contains(log.Entries, entry => entry.Message.Contains("name the primary", StringComparison.Ordinal));
        server.Execute($"ALTER ROLE {role} SET default_transaction_read_only = off");
        Engine.WaitFor(() => server.Rows($"SELECT count(*) FROM {table}")[0] == "1000", "the rows are there");
        Assert.Empty(letters);
    }

    [Theory]
    [InlineData("REVOKE INSERT ON {0} FROM {1}", "42501", "GRANT INSERT")]
    [InlineData("DROP TABLE {0}", "42P01", "create it again")]
    [InlineData("ALTER TABLE {0} DROP COLUMN id", "42703", "start the program again")]
    public void A_table_that_no_longer_takes_rows_fails_the_batch_with_what_to_do_and_nothing_is_a_dead_letter(string change,
        string state, string remedy)
    {
        string table = server.Table("id int, text text");
        string role = server.Role(table);
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<int>([1], [.. Enumerable.Range(0, 50)]).SaveToPostgres(
            new PostgresOptions { ConnectionString = server.ConnectionStringOf(role), Table = table, BatchTable = null }, columns =>
                columns.Add("id", x => x));
        engine.Tick();
        Assert.Equal(["1"], server.Rows($"SELECT count(*) FROM {table}"));
        server.Execute(string.Format(System.Globalization.CultureInfo.InvariantCulture, change, table, role));
        engine.Tick();
        string message = engine.Failure().Message;
        Assert.Contains($"SQLSTATE {state}", message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
        Assert.Empty(letters);
    }

    [Fact]
    public void A_server_that_stays_away_fails_the_batch_with_what_to_do()
    {
        using var engine = new Engine(partitions: 1, Live);
        engine.Queue<int>([1]).SaveToPostgres(
            new PostgresOptions
            {
                ConnectionString = "Host=127.0.0.1;Port=1;Username=nobody",
                Table = "any",
                RetryFor = TimeSpan.FromMilliseconds(300)
            },
            columns => columns.Add("id", x => x));
        engine.Context.Start();
        TimeoutException failure = Assert.IsType<TimeoutException>(engine.Failure().InnerException);
        Assert.StartsWith("postgres 127.0.0.1:1/nobody any could not be reached for 300 ms:", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Start the server, or correct PostgresOptions.ConnectionString.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_that_another_holds_is_waited_for_in_attempts()
    {
        string table = server.Table("id int PRIMARY KEY, value int");
        server.Execute($"INSERT INTO {table} VALUES (1, 0)");
        using var other = new Npgsql.NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        other.Open();
        using var held = other.BeginTransaction();
        PostgresFixture.Rows(other, $"SELECT * FROM {table} FOR UPDATE");
        var log = new LogCapture();
        using var engine = new Engine(partitions: 1, with => { Live(with); with.LoggerFactory = log; });
        engine.Queue<int>([1, 2]).SaveToPostgres(
            new PostgresOptions
            {
                ConnectionString = server.ConnectionString + ";Options=-c lock_timeout=50ms",
                Table = table,
                Key = ["id"]
            },
            columns => columns.Add("id", x => x).Add("value", x => x));
        engine.Context.Start();
        Engine.WaitFor(() => log.Entries.Count(entry => entry.Id == Retried) >= 2, "it was tried twice in vain");
        held.Rollback();
        Run(engine, () => server.Rows($"SELECT * FROM {table} ORDER BY 1") is ["1|1", "2|2"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_server_killed_at_random_moments_has_every_row_once(bool keyed)
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.WhyNot);
        const int Kills = 3;
        const int BatchRows = 20_000;
        using PostgresServer mortal = PostgresServer.Start(durable: true);
        Ask("CREATE TABLE rows (id bigint" + (keyed ? " PRIMARY KEY)" : ")"));
        var log = new LogCapture();
        var batches = new ConcurrentQueue<IReadOnlyList<long>>();
        long made = 0;
        long done = 0;
        using (var engine = new Engine(partitions: 2, with => { Live(with); with.LoggerFactory = log; }, intervalMilliseconds: 50))
        {
            DStream<long> numbers = engine.Context.QueueStream(batches);
            numbers.SaveToPostgres(
                new PostgresOptions { ConnectionString = mortal.ConnectionString, Table = "rows", Key = keyed ? ["id"] : [] },
                columns => columns.Add("id", x => x));
            numbers.ForeachBatch(batch => Interlocked.Add(ref done, batch.Count()));
            engine.Context.Start();
            var random = new Random();
            for (int kill = 0; kill < Kills; kill++)
            {
                long before = Volatile.Read(ref done);
                Feed(() => Volatile.Read(ref done) > before);
                long alive = random.Next(150);
                long started = Environment.TickCount64;
                Feed(() => Environment.TickCount64 - started > alive);
                mortal.Kill();
                mortal.Restart();
            }

            Engine.WaitFor(() => Volatile.Read(ref done) == made, "all rows are written");
            Assert.False(engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero)); // throws what failed
        }

        Assert.Contains(log.Entries, entry => entry.Id == Retried);
        Assert.Equal([$"{made}|{made}|0|{made - 1}"], Ask("SELECT count(*), count(DISTINCT id), min(id), max(id) FROM rows"));

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

        string[] Ask(string sql)
        {
            using var connection = new Npgsql.NpgsqlConnection(mortal.ConnectionString + ";Pooling=false");
            connection.Open();
            return PostgresFixture.Rows(connection, sql);
        }
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

    private static int Port(string connectionString) => new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Port;
}
