using System.Data.Common;
using HotStream.Tests.Recovery;
using Npgsql;

namespace HotStream.Tests.Sinks.Postgres;

/// <summary>The last batch before the end runs again in the next life, and is there once: real databases, over many lives.</summary>
[Collection(PostgresCollection.Name)]
public sealed class DatabaseRestartTests(PostgresFixture server)
{
    private const string Columns = "text text";

    /// <summary>How records are brought into a table.</summary>
    public enum Way
    {
        /// <summary>COPY, and batches are noted.</summary>
        Postgres,

        /// <summary>COPY, and nothing is noted.</summary>
        PostgresWithoutBatches,

        /// <summary>Any database, and batches are noted.</summary>
        Database,

        /// <summary>Any database, and nothing is noted.</summary>
        DatabaseWithoutBatches,
    }

    [Theory]
    [InlineData(Way.Postgres, true)]
    [InlineData(Way.PostgresWithoutBatches, false)]
    [InlineData(Way.Database, true)]
    [InlineData(Way.DatabaseWithoutBatches, false)]
    public void The_last_batch_runs_again_after_every_restart_and_is_there_once_if_batches_are_noted(Way way, bool isOnce)
    {
        string table = server.Table(Columns);
        using DbDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        using var lives = new Lives(2, Program(way, table, source, Options(way, table)));
        lives.Live(3);
        lives.Live(2);
        lives.Live(0);
        lives.Live(1);
        Assert.Contains(lives.Seen.Values, seen => seen.Count > 1); // batches ran again
        string[] expected = [.. Enumerable.Range(0, 6).SelectMany(number => Batch(number)).Order(StringComparer.Ordinal)];
        string[] rows = [.. server.Rows($"SELECT text FROM {table}").Order(StringComparer.Ordinal)];
        Assert.Equal(expected, rows.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(isOnce, expected.Length == rows.Length);
    }

    [Fact]
    public void A_batch_whose_commit_was_not_answered_and_that_failed_for_it_is_recognised_in_the_next_life()
    {
        string table = server.Table(Columns);
        int port = new NpgsqlConnectionStringBuilder(server.ConnectionString).Port;
        using var proxy = new CommitEater(port, toEat: 1, "COMMIT\0"u8.ToArray());
        PostgresOptions options = new()
        {
            ConnectionString = server.ConnectionString.Replace($"Port={port}", $"Port={proxy.Port}", StringComparison.Ordinal),
            Table = table,
            RetryFor = TimeSpan.Zero,
        };
        using DbDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        using var lives = new Lives(1, Program(Way.Postgres, table, source, options));
        Assert.Throws<BatchFailedException>(() => lives.Live(2));
        Assert.Equal(0, proxy.Left);
        lives.Live(1);
        Assert.Equal([.. Enumerable.Range(0, 3).SelectMany(number => Batch(number)).Order(StringComparer.Ordinal)],
            server.Rows($"SELECT text FROM {table}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_life_that_begins_anew_is_another_query_whose_batches_of_the_same_numbers_are_written()
    {
        string table = server.Table(Columns);
        using DbDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        using var lives = new Lives(1, Program(Way.Postgres, table, source, Options(Way.Postgres, table)));
        lives.Live(2);
        lives.Live(2, restores: false);
        Assert.Equal(2 * Enumerable.Range(0, 2).Sum(number => Batch(number).Count()), server.Rows($"SELECT text FROM {table}").Length);
        Assert.Equal(["1", "1", "2", "2"],
            server.Rows($"SELECT batch_number FROM hotstream_batches WHERE sink = '{table}' ORDER BY 1"));
    }

    [Fact]
    public void A_table_that_is_locked_for_a_life_holds_up_no_other_output_and_gets_every_row_once_from_disk()
    {
        string table = server.Table(Columns);
        using var lives = new Lives(2, context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [.. Batch(number)]);
            input.WriteTo(new PostgresSink<string>(Options(Way.Postgres, table), columns => columns.Add("text", x => x)),
                new OutputOptions { WhenSlow = SlowSink.Spill });
            return input;
        });
        using (var holder = new NpgsqlConnection(server.ConnectionString))
        {
            holder.Open();
            using NpgsqlTransaction transaction = holder.BeginTransaction();
            using var hold = new NpgsqlCommand($"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE", holder, transaction);
            hold.ExecuteNonQuery();
            lives.Live(3);
            lives.Live(1);
        }

        Assert.Equal(4, lives.Seen.Count);
        Assert.Empty(server.Rows($"SELECT text FROM {table}"));
        lives.Live(2, isClean: true);
        Assert.Equal([.. Enumerable.Range(0, 6).SelectMany(number => Batch(number)).Order(StringComparer.Ordinal)],
            server.Rows($"SELECT text FROM {table}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Way.Postgres, "ALTER TABLE")]
    [InlineData(Way.Database, "docs/sinks.md")]
    public void A_table_of_batches_of_an_earlier_version_is_named_with_what_to_do(Way way, string remedy)
    {
        string table = server.Table(Columns);
        string batches = server.Table("sink text, context text, run text, partition int, batch_time_ms bigint");
        using DbDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        PostgresOptions options = new() { ConnectionString = server.ConnectionString, Table = table, BatchTable = batches };
        using var lives = new Lives(1, Program(way, table, source, options));
        string message = Assert.Throws<BatchFailedException>(() => lives.Live(1)).InnerException!.Message;
        Assert.Contains(batches, message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
        Assert.Empty(server.Rows($"SELECT text FROM {table}"));
    }

    private static IEnumerable<string> Batch(long number) => Enumerable.Range(0, 40 + (int)number).Select(i => $"{number}-{i}");

    private static Func<StreamingContext, DStream<string>> Program(Way way, string table, DbDataSource source, PostgresOptions options) =>
        context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [.. Batch(number)]);
            if (way is Way.Postgres or Way.PostgresWithoutBatches)
            {
                input.SaveToPostgres(options, columns => columns.Add("text", x => x));
            }
            else
            {
                input.SaveToDatabase(source, new DatabaseOptions { Table = table, BatchTable = options.BatchTable },
                    columns => columns.Add("text", x => x));
            }

            return input;
        };

    private PostgresOptions Options(Way way, string table) => new()
    {
        ConnectionString = server.ConnectionString,
        Table = table,
        BatchTable = way switch
        {
            Way.Postgres => "hotstream_batches",
            Way.Database => server.Table("sink text, query text, partition_number int, batch_number bigint, PRIMARY KEY (sink, query, "
                + "partition_number, batch_number)"),
            _ => null,
        },
    };
}
