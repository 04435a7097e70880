using System.Text.Json.Serialization;
using HotStream.StandIn;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The code block of README.md about Elasticsearch, word for word.</summary>
public sealed partial class ReadmeElasticsearchJobs
{
    internal sealed record MachineCycle(string Machine, long EndedAt, double Seconds);

    [JsonSerializable(typeof(MachineCycle))]
    internal sealed partial class PlantJson : JsonSerializerContext;

    [Fact]
    public void The_elasticsearch_job_of_the_readme_stores_each_cycle_once()
    {
        using var server = new ElasticsearchStandIn();
        Uri node = server.Address;
        using var engine = new Engine(startMilliseconds: 1_488_300_000_000);
        DStream<MachineCycle> cycles =
            engine.Queue<MachineCycle>([new("laser-1", 17, 203.5), new("laser-2", 18, 12)], [new("laser-1", 17, 203.5)]);

        // readme: elasticsearch
        var options = new ElasticsearchOptions
        {
            Nodes = [node],
            Index = "machan-laser-{yyyy.MM}",
            Operation = ElasticsearchOperation.Create,
        };
        cycles.SaveToElasticsearch(options, PlantJson.Default.MachineCycle, id: cycle => $"{cycle.Machine}-{cycle.EndedAt}");

        // end
        engine.Tick(2);
        Assert.Equal(["laser-1-17", "laser-2-18"], server.Documents("machan-laser-2017.02").Keys.Order());
    }
}
