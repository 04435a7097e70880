using HotStream.Postgres;
using HotStream.Testing;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Postgres;

/// <summary>Changes of tables, against a real server.</summary>
[Collection(PostgresChangeCollection.Name)]
public sealed class PostgresChangeTests(PostgresChangeFixture fixture)
{
    [Fact]
    public void A_change_says_what_happened_to_which_row_of_which_table()
    {
        PostgresChangeServer server = fixture.Server;
        string table = server.Table("id int PRIMARY KEY, text text, number numeric, flag bool, document jsonb, at timestamp");
        server.Execute($$"""INSERT INTO {{table}} VALUES (1, 'a "quote"', 1.50, true, '{"x": [1]}', '2026-01-02 03:04:05')""");
        server.Execute($"INSERT INTO {table} VALUES (2, null, 'NaN', false, null, null)");
        server.Execute($"UPDATE {table} SET text = 'b' WHERE id = 1");
        server.Execute($"UPDATE {table} SET id = 3 WHERE id = 2");
        server.Execute($"DELETE FROM {table} WHERE id = 3");
        server.Execute($"ALTER TABLE {table} REPLICA IDENTITY FULL");
        server.Execute($"UPDATE {table} SET flag = false WHERE id = 1");
        server.Execute($"DELETE FROM {table}");
        server.Execute($"TRUNCATE {table}");
        List<string> seen = Collect(server, table, 8, change => $"{change.Kind} {change.Table} {change.Row} {change.Old}");
        const string One = """{"id":1,"text":"b","number":1.50,"flag":true,"document":{"x": [1]},"at":"2026-01-02 03:04:05"}""";
        string[] expected =
        [
            $"Insert T {One.Replace("\"b\"", """ "a \u0022quote\u0022" """.Trim(), StringComparison.Ordinal)} ",
            """Insert T {"id":2,"text":null,"number":"NaN","flag":false,"document":null,"at":null} """,
            $"Update T {One} ",
            """Update T {"id":3,"text":null,"number":"NaN","flag":false,"document":null,"at":null} {"id":2}""",
            """Delete T  {"id":3}""",
            $"Update T {One.Replace("true", "false", StringComparison.Ordinal)} {One}",
            $"Delete T  {One.Replace("true", "false", StringComparison.Ordinal)}",
            "Truncate T  ",
        ];
        Assert.Equal(expected.Select(text => text.Replace(" T ", $" public.{table} ", StringComparison.Ordinal)), seen);
    }

    [Fact]
    public void A_transaction_is_in_one_batch_unless_it_is_longer_than_a_batch_may_be()
    {
        PostgresChangeServer server = fixture.Server;
        string table = server.Table();
        server.Insert(table, 0, 60, each: 20);
        server.Insert(table, 60, 120, each: 120);
        server.Insert(table, 180, 5);
        using var engine = new Engine(partitions: 1);
        var batches = new List<List<PostgresChange>>();
        int count = 0;
        Open(engine.Context, server, table, recordsMax: 50).Map(static change => (change.Lsn, change.Number, Row: change.Row.ToString()))
            .ForeachBatch(batch =>
            {
                List<(long Lsn, int Number, string Row)> changes = batch.ToList();
                Assert.InRange(changes.Count, 0, 50);
                Assert.All(changes.GroupBy(static change => change.Lsn).Where(static group => group.First().Number == 0),
                    group => Assert.True(group.Count() is 20 or 50 or 1));
                count += changes.Count;
            });
        Tick(engine, () => count >= 185);
        Assert.Equal(185, count);
    }

    [Fact]
    public void State_has_each_change_once_after_crashes()
    {
        PostgresChangeServer server = fixture.Server;
        string table = server.Table();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("hotstream-connector-");
        try
        {
            var clock = new ManualClock();
            var counts = new Dictionary<string, long>();
            for (int life = 1; life <= 4; life++)
            {
                server.Insert(table, (life - 1) * 500, 500, each: 50);
                using StreamingContext context = Counting(directory, clock, server, table, counts);
                Engine.WaitFor(() => ConnectorCount.Step(context, clock) && counts.Count >= (life * 500) - 150, "enough is in the state");
                context.Stop(graceful: false); // the process is gone in the midst of it
            }

            using StreamingContext last = Counting(directory, clock, server, table, counts);
            Engine.WaitFor(() => ConnectorCount.Step(last, clock) && counts.Count >= 2000, "all is in the state");
            Assert.All(counts.Values, static count => Assert.Equal(1, count));
            Assert.Equal(2000, counts.Count);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_that_ends_is_away_for_a_while_and_comes_back_costs_no_change_and_repeats_none(bool graceful)
    {
        using var server = new PostgresChangeServer();
        string table = server.Table();
        using var run = new ConnectorRun(context => Rows(Open(context, server, table, recordsMax: 100)), partitions: 1);
        server.Insert(table, 0, 500, each: 30);
        run.WaitFor(100);
        Task away = Task.Run(() => server.End(graceful)) // one that is stopped waits until we have what it has sent
            .ContinueWith(static _ => Task.Delay(5000), TaskScheduler.Default).Unwrap();
        run.WaitUntil(() => away.IsCompleted, "the server was away for a while");
        server.Begin();
        server.Insert(table, 500, 500, each: 30);
        Assert.Equal(Enumerable.Range(0, 1000).Select(Row), run.WaitFor(1000));
    }

    [Fact]
    public void A_server_that_waits_for_a_slow_batch_hears_that_we_live()
    {
        PostgresChangeServer server = fixture.Server;
        string table = server.Table();
        using var log = new LogCapture();
        using var run = new ConnectorRun(
            context => Rows(context.PostgresChangeStream(server.ConnectionString + ";Options=-c wal_sender_timeout=5s", table, table,
                new PostgresChangeOptions { RecordsMax = 20 })),
            partitions: 1, with: options => options.LoggerFactory = log);
        server.Insert(table, 0, 500, each: 10);
        run.WaitFor(10);
        Thread.Sleep(8000); // no batch, and much waits
        Assert.Equal(Enumerable.Range(0, 500).Select(Row), run.WaitFor(500));
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("reports", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_done_is_confirmed_and_nothing_before_that()
    {
        PostgresChangeServer server = fixture.Server;
        string table = server.Table();
        string before = server.Confirmed(table);
        bool fails = false;
        using (var run = new ConnectorRun(context => Rows(Open(context, server, table)), _ => fails))
        {
            server.Insert(table, 0, 10);
            run.WaitFor(10);
            run.WaitUntil(() => server.Confirmed(table) != before, "it is confirmed");
            string confirmed = server.Confirmed(table);
            fails = true;
            server.Insert(table, 10, 1);
            run.WaitFor(11);
            Thread.Sleep(3000); // longer than the time between two confirmations
            Assert.Equal(confirmed, server.Confirmed(table));
        }

        using var again = new ConnectorRun(context => Rows(Open(context, server, table)));
        Assert.Equal([Row(10)], again.WaitFor(1));
    }

    [Fact]
    public void With_checkpoints_only_what_two_of_them_have_is_confirmed()
    {
        PostgresChangeServer server = fixture.Server;
        string table = server.Table();
        string before = server.Confirmed(table);
        DirectoryInfo directory = Directory.CreateTempSubdirectory("hotstream-connector-");
        try
        {
            var clock = new ManualClock();
            var counts = new Dictionary<string, long>();
            using StreamingContext context = ConnectorCount.Start(directory, clock, TimeSpan.FromSeconds(5),
                made => Rows(Open(made, server, table)), counts);
            server.Insert(table, 0, 10);
            Engine.WaitFor(() => counts.Count == 10 || (ConnectorCount.Step(context, clock) && counts.Count == 10), "all is in the state");
            Thread.Sleep(2500); // longer than the time between two confirmations
            Assert.Equal(before, server.Confirmed(table));
            Engine.WaitFor(
                () =>
                {
                    Thread.Sleep(100);
                    return ConnectorCount.Step(context, clock) && server.Confirmed(table) != before;
                },
                "two checkpoints have it");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_slot_that_was_made_again_is_not_read_on()
    {
        PostgresChangeServer server = fixture.Server;
        string table = server.Table();
        using var log = new LogCapture();
        using var run = new ConnectorRun(
            context =>
            {
                InputDStream<PostgresChange> stream = context.PostgresChangeStream(server.ConnectionString, table, table,
                    new PostgresChangeOptions { RetryFor = TimeSpan.FromSeconds(1) });
                stream.Replay([[new SourceRange(table, "0/10", "0/20")]]); // as a life before the slot was made had it
                return Rows(stream);
            },
            with: options => options.LoggerFactory = log);
        server.Insert(table, 1, 1);
        run.WaitUntil(() => log.Entries.Any(entry => entry.Message.Contains("was made again", StringComparison.Ordinal)), "it was said");
        Assert.Empty(run.Texts);
    }

    [Theory]
    [InlineData("slot", "PostgresChangeOptions.CreateSlot")]
    [InlineData("publication", "CREATE PUBLICATION")]
    [InlineData("user", "does not know this user")]
    [InlineData("database", "does not exist")]
    public void What_is_missing_is_said_with_its_cure_and_no_secret(string wrong, string expected)
    {
        PostgresChangeServer server = fixture.Server;
        string table = server.Table();
        string connection = server.ConnectionString + ";Password=secret-of-ours";
        connection = wrong == "user" ? connection + ";Username=nobody" : wrong == "database" ? connection + ";Database=none" : connection;
        using var log = new LogCapture();
        using var run = new ConnectorRun(
            context => Rows(context.PostgresChangeStream(
                connection, wrong == "slot" ? "other" : table, wrong == "publication" ? "other" : table)),
            with: options => options.LoggerFactory = log);
        run.WaitUntil(() => log.Entries.Any(entry => entry.Message.Contains(expected, StringComparison.Ordinal)), "it was said");
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("secret-of-ours", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Causes, cause => cause.ToString().Contains("secret-of-ours", StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_does_not_log_changes_says_so_and_a_slot_is_made_if_asked()
    {
        using var server = new PostgresChangeServer("wal_level=replica");
        server.Execute("CREATE TABLE plain (id int PRIMARY KEY, text text); CREATE PUBLICATION plain FOR TABLE plain");
        using (var log = new LogCapture())
        {
            using var run = new ConnectorRun(context => Rows(context.PostgresChangeStream(server.ConnectionString, "made", "plain",
                new PostgresChangeOptions { CreateSlot = true })), with: options => options.LoggerFactory = log);
            run.WaitUntil(
                () => log.Entries.Any(entry => entry.Message.Contains("set wal_level = logical", StringComparison.Ordinal)), "it was said");
        }

        PostgresChangeServer right = fixture.Server;
        string table = right.Table();
        PostgresChangeInput? input = null;
        using var made = new ConnectorRun(context =>
        {
            input = (PostgresChangeInput)context.PostgresChangeStream(right.ConnectionString, table + "_made", table,
                new PostgresChangeOptions { CreateSlot = true });
            return Rows(input);
        });
        made.WaitUntil(() => input!.IsReading, "the slot is read");
        right.Insert(table, 1, 1);
        Assert.Equal([Row(1)], made.WaitFor(1));
    }

    private static InputDStream<PostgresChange> Open(StreamingContext context, PostgresChangeServer server, string table,
        int recordsMax = 10_000) =>
        context.PostgresChangeStream(server.ConnectionString, table, table, new PostgresChangeOptions { RecordsMax = recordsMax });

    private static DStream<Utf8Slice> Rows(DStream<PostgresChange> changes) => changes.Map(static change => change.Row);

    private static string Row(int i) => $$"""{"id":{{i}},"text":"text {{i}}"}""";

    private static StreamingContext Counting(DirectoryInfo directory, ManualClock clock, PostgresChangeServer server, string table,
        Dictionary<string, long> counts) =>
        ConnectorCount.Start(directory, clock, TimeSpan.FromSeconds(3),
            context => Rows(Open(context, server, table, recordsMax: 100)), counts);

    private static List<string> Collect(PostgresChangeServer server, string table, int count, Func<PostgresChange, string> text)
    {
        using var engine = new Engine(partitions: 1);
        var seen = new List<string>();
        Open(engine.Context, server, table).ForeachBatch(batch => seen.AddRange(batch.ToList().Select(text)));
        Tick(engine, () => seen.Count >= count);
        return seen;
    }

    private static void Tick(Engine engine, Func<bool> until) => Engine.WaitFor(
        () =>
        {
            engine.Tick();
            return until();
        },
        "all came");
}
