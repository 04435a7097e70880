using HotStream.Tests.Connectors.Influx;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The job of docs/influx.md.</summary>
[Collection(InfluxCollection.Name)]
public sealed class ReadmeInfluxJobs(InfluxServer server)
{
    [Fact]
    public void Means_are_points()
    {
        string database = server.Database();
        Uri address = server.Address;
        using var engine = new Engine(partitions: 2);
        DStream<KeyValuePair<string, double>> readings = engine.Queue<KeyValuePair<string, double>>(
            [KeyValuePair.Create("m1", 20.0), KeyValuePair.Create("m1", 30.0), KeyValuePair.Create("m2", 7.0)]);

        // readme: influx
        readings.AggregateByKey(Aggregates.Mean<double>())
                .Transform((means, time) => means.Map(mean => (Machine: mean.Key, Celsius: mean.Value, At: time.ToDateTimeOffset())))
                .SaveToInflux(new InfluxOptions { Address = address, Database = database }, static (line, mean) => line
                    .Measurement("temperature").Tag("machine", mean.Machine).Field("celsius", mean.Celsius).Time(mean.At));

        // end
        engine.Tick();
        Assert.Equal(["1000000000|m1|25", "1000000000|m2|7"], server.Query("SELECT machine, celsius FROM temperature", database)
            .Order(StringComparer.Ordinal));
    }
}
