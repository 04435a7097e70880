using System.Data.Common;
using System.Diagnostics;
using HotStream.Tests.Io;
using HotStream.Tests.Streams;
using Microsoft.Data.Sqlite;

namespace HotStream.Tests.Sinks;

/// <summary>The generic sink on a driver that waits half a minute for a lock and hears no cancellation.</summary>
public sealed class SqliteTests : IDisposable
{
    private static readonly TimeSpan s_lockWait = 4 * Engine.Patience;

    private readonly Folder _folder = new();
    private readonly SqliteConnection _other;
    private readonly string _connection;

    public SqliteTests()
    {
        _connection = $"Data Source={_folder.PathOf("db")};Pooling=False";
        _other = new SqliteConnection(_connection);
        _other.Open();
        Execute("CREATE TABLE t (id integer, text text)");
    }

    [Fact]
    public void Rows_are_written_and_a_record_whose_column_throws_is_a_dead_letter()
    {
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<int>([1, 0, 2], [5]).SaveToDatabase(Source(), new DatabaseOptions { Table = "t" },
            columns => columns.Add("id", x => 10 / x).Add("text", x => $"{x}"));
        engine.Tick(2);
        Assert.Equal("10|5|2", Execute("SELECT group_concat(id, '|') FROM t"));
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal("batch 1000 ms, partition 0, record 1", letter.Position);
        Assert.StartsWith("Column \"id\" could not be encoded: Attempted to divide by zero.", letter.Reason, StringComparison.Ordinal);
        Assert.EndsWith("\"text\":\"0\"}", System.Text.Encoding.UTF8.GetString(letter.Record.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_that_fails_elsewhere_does_not_wait_for_a_lock_and_what_the_driver_does_later_is_not_committed()
    {
        Execute("BEGIN EXCLUSIVE");
        long started = Stopwatch.GetTimestamp();
        using (var engine = new Engine(partitions: 2))
        {
            engine.Queue<int>([.. Enumerable.Range(0, 10_000)])
                .Map(x => x == 9_999 ? throw new InvalidOperationException("no map") : x).SaveToDatabase(
                Source(), new DatabaseOptions { Table = "t" }, columns => columns.Add("id", x => x));
            engine.Tick();
            Assert.Contains("no map", engine.Failure().Message, StringComparison.Ordinal);
        }

        Assert.True(Stopwatch.GetElapsedTime(started) < s_lockWait / 2, "Nobody waits for the lock.");
        Execute("COMMIT");
        Assert.Equal("0", Execute("SELECT count(*) FROM t"));
    }

    [Fact]
    public void A_stop_does_not_wait_for_a_lock()
    {
        Execute("BEGIN EXCLUSIVE");
        long started = Stopwatch.GetTimestamp();
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue<int>([1]).SaveToDatabase(Source(), new DatabaseOptions { Table = "t" }, columns => columns.Add("id", x => x));
            engine.Context.Start();
            engine.Clock.Advance(TimeSpan.FromSeconds(1));
            engine.Context.Stop();
        }

        Assert.True(Stopwatch.GetElapsedTime(started) < s_lockWait / 2, "Nobody waits for the lock.");
    }

    public void Dispose()
    {
        _other.Dispose();
        _folder.Dispose();
    }

    private DbDataSource Source() => SqliteFactory.Instance.CreateDataSource(_connection);

    private string Execute(string sql)
    {
        using SqliteCommand command = _other.CreateCommand();
        command.CommandText = sql;
        return $"{command.ExecuteScalar()}";
    }
}
