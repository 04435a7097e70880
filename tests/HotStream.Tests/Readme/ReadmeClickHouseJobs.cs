using HotStream.Tests.Connectors.ClickHouse;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The job of docs/clickhouse.md.</summary>
[Collection(ClickHouseCollection.Name)]
public sealed class ReadmeClickHouseJobs(ClickHouseServer server)
{
    [Fact]
    public void Readings_are_rows()
    {
        string table = server.Table("machine String, celsius Float64");
        Uri address = server.Address;
        using var engine = new Engine(partitions: 2);
        DStream<KeyValuePair<string, double>> readings = engine.Queue<KeyValuePair<string, double>>(
            [KeyValuePair.Create("m1", 20.0), KeyValuePair.Create("m2", 7.5)]);

        // readme: clickhouse
        readings.SaveToClickHouse(new ClickHouseOptions { Address = address, Table = table }, static (json, reading) =>
        {
            json.WriteStartObject();
            json.WriteString("machine", reading.Key);
            json.WriteNumber("celsius", reading.Value);
            json.WriteEndObject();
        });

        // end
        engine.Tick();
        Assert.Equal(["m1\t20", "m2\t7.5"], server.Query($"SELECT machine, celsius FROM {table} ORDER BY machine"));
    }
}
