using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using HotStream.StandIn;
using HotStream.Tests.Sinks.Elasticsearch;
using HotStream.Tests.Streams;
using Client = Elastic.Clients.Elasticsearch.ElasticsearchClient;

namespace HotStream.Tests.Sinks.ElasticClient;

/// <summary>Elastic's own client carries the requests; what becomes of documents is still ours to see.</summary>
public sealed class ElasticClientTests : IDisposable
{
    private readonly ElasticsearchStandIn _server = new();
    private readonly List<DeadLetter> _refused = [];

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Documents_are_stored_with_the_credentials_of_the_client_and_those_refused_are_dead_letters()
    {
        _server.Authorization = "ApiKey c2VjcmV0";
        int calls = 0;
        _server.Faults.ItemStatus = (_, json) => json.Contains("4.5", StringComparison.Ordinal) ? 400 : ++calls == 1 ? 429 : 0;
        using var engine = Engine();
        engine.Queue<Reading>([.. Enumerable.Range(0, 10).Select(i => new Reading($"s{i}", i + 0.5))])
            .SaveToElasticsearch(Options(), SensorJson.Default.Reading, reading => reading.Sensor);
        engine.Tick();
        Assert.Equal(["s0", "s1", "s2", "s3", "s5", "s6", "s7", "s8", "s9"], _server.Documents("readings").Keys.Order());
        Assert.Contains("4.5", System.Text.Encoding.UTF8.GetString(Assert.Single(_refused).Record.Span), StringComparison.Ordinal);
        Assert.Equal(2, _server.BulkRequests);
    }

    [Fact]
    public void Texts_and_records_are_stored_by_the_client_alone()
    {
        using var engine = Engine();
        engine.Queue<Reading>([new Reading("s", 1)])
            .SaveToElasticsearch(ClientOf(_server.Address), "readings", SensorJson.Default.Reading, reading => reading.Sensor);
        engine.Queue<Utf8Slice>([Utf8Slice.FromInline("""{"a":1}"""u8)])
            .SaveToElasticsearch(ClientOf(_server.Address), "texts-{yyyy}", text => "one");
        engine.Tick();
        Assert.Equal("""{"a":1}""", _server.Documents("texts-1970")["one"]);
        Assert.Equal(["s"], _server.Documents("readings").Keys);
    }

    [Fact]
    public async Task A_server_that_is_away_is_waited_for()
    {
        using var engine = Engine();
        engine.Queue<Reading>([new Reading("s", 1)]).SaveToElasticsearch(Options(), SensorJson.Default.Reading);
        _server.Dispose();
        var started = Task.Run(async () =>
        {
            await Task.Delay(300);
            return new ElasticsearchStandIn(_server.Address.Port);
        });
        engine.Tick();
        using ElasticsearchStandIn again = await started;
        Assert.Single(again.Documents("readings"));
        Assert.Empty(_refused);
    }

    [Fact]
    public void What_the_client_does_by_itself_is_refused_of_the_sink()
    {
        using var engine = Engine();
        DStream<Reading> readings = engine.Queue<Reading>([new Reading("s", 1)]);
        Assert.Contains("Handler", Assert.Throws<ArgumentException>(() => readings.SaveToElasticsearch(
            new ElasticsearchOptions
            {
                Nodes = [_server.Address],
                Index = "readings",
                Handler = ClientOf(_server.Address).AsHandler(),
                CertificateFingerprint = new string('a', 64),
            },
            SensorJson.Default.Reading)).Message, StringComparison.Ordinal);
    }

    private ElasticsearchOptions Options() => new()
    {
        Nodes = [_server.Address],
        Index = "readings",
        Handler = ClientOf(_server.Address).AsHandler(),
        RetryFor = Streams.Engine.Patience,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        RetryDelayMax = TimeSpan.FromMilliseconds(50),
        TimeProvider = TimeProvider.System, // the engine's is set by hand
    };

    private static Client ClientOf(Uri address) =>
        new(new ElasticsearchClientSettings(address).Authentication(new ApiKey("c2VjcmV0")));

    private Engine Engine() => new(partitions: 1, with: options => options.DeadLetters = _refused.Add);
}
