using System.Data.Common;
using HotStream.Tests.Receiving;
using HotStream.Tests.Sinks.Postgres;
using HotStream.Tests.Streams;
using Npgsql;

namespace HotStream.Tests.Sinks;

/// <summary>The generic sink, on PostgreSQL by its ADO.NET driver.</summary>
[Collection(PostgresCollection.Name)]
public sealed class DatabaseSinkTests(PostgresFixture server)
{
    [Fact]
    public void Values_of_all_kinds_are_inserted_batch_by_batch()
    {
        string table = server.Table("id int, text text, number double precision, maybe bigint, optional text");
        using DbDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        using var engine = new Engine(partitions: 2);
        engine.Queue<int>([.. Enumerable.Range(0, 1234)], [], [5000]).SaveToDatabase(
            source,
            new DatabaseOptions { Table = table, RowsPerCommand = 100 },
            columns => columns.Add("id", x => x).Add("text", x => x == 0 ? null : $"é {x}").Add("number", x => x / 2.0)
                .Add("maybe", x => x % 2 == 0 ? x : default(long?)).Add("optional", x => x > 1 ? Optional<string>.Some("some") : default));
        engine.Tick(3);
        Assert.Equal(["1235|765761"], server.Rows($"SELECT count(*), sum(id) FROM {table}"));
        Assert.Equal(["0|null|0|0|null", "1|é 1|0.5|null|null", "2|é 2|1|2|some"],
            server.Rows($"SELECT * FROM {table} WHERE id < 3 ORDER BY id"));
    }

    [Fact]
    public void Slices_are_sent_as_text()
    {
        string table = server.Table("line text");
        using DbDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        using var engine = new Engine(partitions: 1);
        var receiver = new ScriptedText();
        engine.Context.ReceiverStream(receiver)
            .SaveToDatabase(source, new DatabaseOptions { Table = table }, columns => columns.Add("line", line => line));
        engine.Context.Start();
        receiver.Send([.. "a line longer than twelve bytes\n"u8]);
        receiver.WaitUntilStored();
        engine.Tick();
        Assert.Equal(["a line longer than twelve bytes"], server.Rows($"SELECT line FROM {table}"));
    }

    [Fact]
    public void A_statement_of_ones_own_upserts()
    {
        string table = server.Table("id int PRIMARY KEY, value int");
        using DbDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        using var engine = new Engine(partitions: 1);
        engine.Queue<int>([1, 2, 11], [12]).SaveToDatabase(
            source,
            new DatabaseOptions
            {
                Table = table,
                Statement = $"INSERT INTO {table} VALUES (@p0, @p1) ON CONFLICT (id) DO UPDATE SET value = @p1"
            },
            columns => columns.Add("id", x => x % 10).Add("value", x => x));
        engine.Tick(2);
        Assert.Equal(["1|11", "2|12"], server.Rows($"SELECT * FROM {table} ORDER BY id"));
    }

    [Fact]
    public void Refused_rows_are_dead_letters_and_the_others_are_written()
    {
        string table = server.Table("id int PRIMARY KEY CHECK (id <> 77)");
        var letters = new List<DeadLetter>();
        using DbDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<int>([.. Enumerable.Range(0, 1000), 5])
            .SaveToDatabase(source, new DatabaseOptions { Table = table }, columns => columns.Add("id", x => x));
        engine.Tick();
        Assert.Equal(["999"], server.Rows($"SELECT count(*) FROM {table}"));
        Assert.Equal(["batch 1000 ms, partition 0, record 77", "batch 1000 ms, partition 0, record 1000"],
            letters.Select(letter => letter.Position));
        Assert.Equal("{\"id\":77}", System.Text.Encoding.UTF8.GetString(letters[0].Record.Span));
        Assert.Contains("violates check constraint", letters[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 4)]
    public void A_batch_that_comes_again_writes_nothing_if_batches_are_noted(bool noted, int rows)
    {
        string table = server.Table("id int");
        string batches = server.Table("sink text, query text, partition_number int, batch_number bigint, PRIMARY KEY (sink, query, "
            + "partition_number, batch_number)");
        using DbDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        for (int run = 0; run < 2; run++)
        {
            using var engine = new Engine(partitions: 1, with => with.QueryId = "again");
            engine.Queue<int>([1], [2]).SaveToDatabase(source, new DatabaseOptions { Table = table, BatchTable = noted ? batches : null },
                columns => columns.Add("id", x => x));
            engine.Tick(2);
        }

        Assert.Equal(rows, server.Rows($"SELECT id FROM {table}").Length);
    }

    [Fact]
    public void A_mistake_fails_the_batch_and_a_database_that_is_away_is_tried_again_first()
    {
        using DbDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        Assert.Contains("nowhere", Failure<InvalidOperationException>(source), StringComparison.Ordinal);
        using DbDataSource away = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
        Assert.StartsWith("database nowhere could not be written to for 200 ms in ", Failure<TimeoutException>(away),
            StringComparison.Ordinal);

        static string Failure<TException>(DbDataSource source)
            where TException : Exception
        {
            using var engine = new Engine(partitions: 1, with => with.TimeProvider = TimeProvider.System, intervalMilliseconds: 100);
            engine.Queue<int>([1]).SaveToDatabase(source,
                new DatabaseOptions { Table = "nowhere", RetryFor = TimeSpan.FromMilliseconds(200) }, columns => columns.Add("id", x => x));
            engine.Context.Start();
            return Assert.IsType<TException>(engine.Failure().InnerException).Message;
        }
    }
}
