using System.Diagnostics;
using Elastic.Clients.Elasticsearch;
using Client = Elastic.Clients.Elasticsearch.ElasticsearchClient;

namespace HotStream.Bench;

/// <summary>BulkAll of Elasticsearch's own client, with as many documents a request and requests under way as the sink.</summary>
internal static class ElasticBulkAll
{
    public static JobOutcome Run(StandInProcess server, MachineCycles cycles, int batches)
    {
        server.Take();
        var client = new Client(new ElasticsearchClientSettings(server.Address));
        long began = Stopwatch.GetTimestamp();
        for (var batch = 0; batch < batches; batch++)
        {
            client.BulkAll(cycles.Records, bulk => bulk.Index("cycles").Size(EngineElasticsearch.RequestDocuments)
                .MaxDegreeOfParallelism(EngineElasticsearch.RequestsInFlight).ContinueAfterDroppedDocuments(false))
                .Wait(TimeSpan.FromMinutes(2), _ => { });
        }

        return new JobOutcome((long)batches * cycles.Records.Length, server.Take) { Elapsed = Stopwatch.GetElapsedTime(began) };
    }
}
