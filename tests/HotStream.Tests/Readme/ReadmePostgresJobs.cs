using HotStream.Tests.Sinks.Postgres;
using HotStream.Tests.Streams;

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
}
