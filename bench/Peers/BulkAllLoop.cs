using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Serialization;
using Elastic.Transport;

namespace HotStream.Bench;

/// <summary>
/// <c>BulkAll</c> of Elastic's client, its helper for many documents: as many a request and requests under way as the sink, documents by
/// the same generated code.
/// </summary>
internal static class BulkAllLoop
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static JobOutcome Run(StandInProcess server, MachineCycles cycles, int batches)
    {
        server.Take();
        using var settings = new ElasticsearchClientSettings(new SingleNodePool(server.Address), static (_, settings) =>
            new DefaultSourceSerializer(settings, static options => options.TypeInfoResolverChain.Insert(0, CycleJson.Default)));
        settings.EnableHttpCompression(false); // as the others: the stand-in counts lines
        var client = new Elastic.Clients.Elasticsearch.ElasticsearchClient(settings);
        var meter = new RunMeter();
        for (var batch = 0; batch < batches; batch++)
        {
            using var all = client.BulkAll(cycles.Records, request => request.Index("cycles").Size(EngineElasticsearch.RequestDocuments)
                .MaxDegreeOfParallelism(EngineElasticsearch.RequestsInFlight).BackOffRetries(0));
            all.Wait(s_patience, static _ => { });
        }

        return meter.Outcome((long)batches * cycles.Records.Length, server.Take);
    }
}
