using HotStream.Tests.Connectors.MySql;
using HotStream.Tests.Streams;
using MySqlConnector;

namespace HotStream.Tests.Readme;

/// <summary>The job of docs/mysql.md, word for word, against a real server.</summary>
[Collection(MySqlCollection.Name)]
public sealed class ReadmeMySqlJobs(MySqlFixture server)
{
    [Fact]
    public async Task Readings_and_their_totals_are_in_tables()
    {
        string connection = server.Server.ConnectionString;
        server.Server.Execute("CREATE TABLE readings (machine varchar(20), good int); "
            + "CREATE TABLE totals (machine varchar(20) PRIMARY KEY, good int)");
        using var engine = new Engine(partitions: 2);
        DStream<KeyValuePair<string, int>> readings = engine.Queue<KeyValuePair<string, int>>(
            [KeyValuePair.Create("a", 1), KeyValuePair.Create("b", 2), KeyValuePair.Create("a", 3)]);

        // readme: mysql
        await using var source = new MySqlDataSource(connection);
        readings.SaveToMySql(source, new MySqlOptions { Table = "readings" },
            columns => columns.Add("machine", x => x.Key).Add("good", x => x.Value));
        readings.SumByKey().SaveToMySql(source, new MySqlOptions { Table = "totals", Key = ["machine"] },
            columns => columns.Add("machine", x => x.Key).Add("good", x => x.Value));

        // end
        engine.Tick();
        Assert.Equal(["a|1", "a|3", "b|2"], server.Rows("SELECT machine, good FROM readings ORDER BY 1, 2"));
        Assert.Equal(["a|4", "b|2"], server.Rows("SELECT machine, good FROM totals ORDER BY 1"));
    }
}
