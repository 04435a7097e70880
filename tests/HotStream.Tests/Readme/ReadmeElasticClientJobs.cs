using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using HotStream.StandIn;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The code block about Elastic's own client, word for word.</summary>
public sealed class ReadmeElasticClientJobs
{
    [Fact]
    public void The_example_with_a_client_stores_a_document()
    {
        using var server = new ElasticsearchStandIn { Authorization = "ApiKey c2VjcmV0" };
        string key = "c2VjcmV0";
        string address = server.Address.ToString();
        using var engine = new Engine();
        DStream<Utf8Slice> documents = engine.Queue<Utf8Slice>([Utf8Slice.FromInline("""{"a":1}"""u8)]);

        // readme: elastic-client
        var settings = new ElasticsearchClientSettings(new Uri(address)).Authentication(new ApiKey(key));
        documents.SaveToElasticsearch(new Elastic.Clients.Elasticsearch.ElasticsearchClient(settings), "readings");

        // end
        engine.Tick();
        Assert.Single(server.Documents("readings"));
    }
}
