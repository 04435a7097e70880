using HotStream.Tests.Sinks.Postgres;
using HotStream.Tests.Streams;
using Npgsql;

namespace HotStream.Tests.Readme;

/// <summary>A job into PostgreSQL as README.md may show it, against a real server.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ReadmePostgresJobs(PostgresFixture server)
{
    [Fact]
    public void Readings_are_appended_and_sums_by_machine_are_kept_up_to_date()
    {
        server.Execute("CREATE TABLE readings (machine text NOT NULL, good integer CHECK (good >= 0)); CREATE TABLE totals (machine text "
            + "PRIMARY KEY, good bigint, at timestamptz)");
        using var engine = new Engine(partitions: 2);
        DStream<KeyValuePair<string, int>> readings = engine.Queue<KeyValuePair<string, int>>(
            [new("laser", 1), new("press", 1), new("laser", 2)],
            [new("laser", 3), new("press", -1)]);
        string connection = server.ConnectionString;

        // readme: postgres
        readings.SaveToPostgres(
            new PostgresOptions { ConnectionString = connection, Table = "readings" },
            columns => columns.Add("machine", x => x.Key).Add("good", x => x.Value));
        readings.SumByKey().Transform((sums, time) => sums.Map(sum => (sum.Key, sum.Value, At: time.ToDateTimeOffset()))).SaveToPostgres(
            new PostgresOptions { ConnectionString = connection, Table = "totals", Key = ["machine"] },
            columns => columns.Add("machine", x => x.Key).Add("good", x => x.Value).Add("at", x => x.At));

        // end
        engine.Tick(2);
        Assert.Equal(["laser|1", "laser|2", "laser|3", "press|1"], server.Rows("SELECT * FROM readings ORDER BY 1, 2"));
        Assert.Equal(["laser|3|1970-01-01 00:00:02+00", "press|-1|1970-01-01 00:00:02+00"], server.Rows("SELECT * FROM totals ORDER BY 1"));
    }

    [Fact]
    public void A_slow_database_does_not_hold_up_the_other_output()
    {
        string table = server.Table("machine text, good integer");
        using var engine = new Engine(partitions: 2);
        DStream<(string Machine, int Good)> readings =
            engine.Queue<(string Machine, int Good)>([("laser", 1), ("press", 1)], [("laser", 2)]);
        var postgres = new PostgresOptions { ConnectionString = server.ConnectionString, Table = table };
        int alarms = 0;

        // readme: slow-sink
        var sink = new PostgresSink<(string Machine, int Good)>(postgres,
            columns => columns.Add("machine", x => x.Machine).Add("good", x => x.Good));
        readings.WriteTo(sink,
            new OutputOptions { WhenSlow = SlowSink.Spill, BytesMax = 4L << 30 });   // 4 GiB on disk, then it holds up the others again
        readings.ForeachBatch(batch => Alarm(batch));                                // does not wait for the database

        // end
        using (var holder = new NpgsqlConnection(server.ConnectionString))
        {
            holder.Open();
            using NpgsqlTransaction transaction = holder.BeginTransaction();
            using var hold = new NpgsqlCommand($"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE", holder, transaction);
            hold.ExecuteNonQuery();
            engine.Tick(2);
            Assert.Equal(2, alarms);
            Assert.Empty(server.Rows($"SELECT * FROM {table}"));
        }

        engine.Context.Stop(graceful: true);
        Assert.Equal(["laser|1", "laser|2", "press|1"], server.Rows($"SELECT * FROM {table} ORDER BY 1, 2"));

        void Alarm(Batch<(string Machine, int Good)> batch) => alarms += batch.IsEmpty() ? 0 : 1;
    }

    [Fact]
    public async Task A_function_of_a_partition_writes_through_a_pooled_connection()
    {
        server.Execute("CREATE TABLE pooled (machine text NOT NULL, good integer CHECK (good >= 0))");
        using var engine = new Engine(partitions: 2);
        DStream<KeyValuePair<string, int>> readings = engine.Queue<KeyValuePair<string, int>>(
            [new("laser", 1), new("press", 1), new("laser", 2)],
            [new("laser", 3), new("press", 2)],
            [new("saw", -1)],
            [new("laser", 4), new("press", 3)]);
        string connection = server.ConnectionString + ";Pooling=false";

        // readme: connection-pool
        await using var pool = new ConnectionPool<NpgsqlConnection>(
            new PoolOptions { Name = "plant", MaxConnections = 4 },
            open: async cancel =>
            {
                var opened = new NpgsqlConnection(connection);
                await opened.OpenAsync(cancel);
                return opened;
            },
            close: broken => broken.DisposeAsync(),
            isHealthy: async (rested, cancel) =>
            {
                await using var ping = new NpgsqlCommand("SELECT 1", rested);
                return await ping.ExecuteScalarAsync(cancel) is 1;
            });

        readings.ForeachPartition(async (partition, cancel) =>
        {
            using PoolLease<NpgsqlConnection> lease = await pool.LeaseAsync(cancel);   // one for this partition of this batch
            try
            {
                await using NpgsqlBinaryImporter rows =
                    await lease.Connection.BeginBinaryImportAsync("COPY pooled (machine, good) FROM STDIN (FORMAT BINARY)", cancel);
                foreach ((string machine, int good) in partition)
                {
                    await rows.StartRowAsync(cancel);
                    await rows.WriteAsync(machine, cancel);
                    await rows.WriteAsync(good, cancel);
                }

                await rows.CompleteAsync(cancel);
            }
            catch
            {
                lease.MarkBroken();                                                    // closed instead of lent again
                throw;                                                                 // and the batch fails
            }
        });

        // end
        engine.Tick(2);
        Assert.Equal(["laser|1", "laser|2", "laser|3", "press|1", "press|2"], server.Rows("SELECT * FROM pooled ORDER BY 1, 2"));
        Assert.InRange(pool.OpenCount, 1, 2); // of the first batch, lent again
        Assert.Equal(0, pool.LeasedCount);
        engine.Tick(); // the row that the server refuses
        PostgresException refusal = Assert.IsType<PostgresException>(engine.Failure().InnerException);
        Assert.Equal(PostgresErrorCodes.CheckViolation, refusal.SqlState);
        engine.Tick();
        Assert.Equal(["laser|4", "press|3"],
            server.Rows("SELECT * FROM pooled WHERE good > 2 AND machine = 'press' OR good > 3 ORDER BY 1"));
    }
}
