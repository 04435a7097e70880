using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HotStream.StandIn;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Elasticsearch;

/// <summary>
/// A server that fails in every way we know of: nothing is lost, nothing is stored twice, and what is refused is accounted for.
/// </summary>
public sealed class ElasticsearchFaultTests : IDisposable
{
    private readonly Cluster _cluster = new();
    private readonly List<DeadLetter> _refused = [];

    private ElasticsearchStandIn Server => _cluster.StandIn;

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(408)]
    public void A_request_that_may_be_taken_later_is_sent_again(int status)
    {
        Server.Faults.Statuses.Enqueue(status);
        Server.Faults.Statuses.Enqueue(status);
        Store(_cluster.Options(), 10);
        Assert.Equal((10, 3), (Stored().Count, Server.BulkRequests));
        Assert.Empty(_refused);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public void Only_items_that_had_no_turn_are_sent_again(int status)
    {
        var asked = new List<string>();
        Server.Faults.ItemStatus = (id, _) =>
        {
            asked.Add(id);
            return asked.Count <= 10 && asked.Count % 3 == 0 ? status : 0; // 3 of the first ten
        };
        Store(_cluster.Options(), 10);
        Assert.Equal(Enumerable.Range(0, 10), Stored());
        Assert.Equal(Ids(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 5, 8), asked);
        Assert.Empty(_refused);
    }

    [Fact]
    public void Items_the_server_refuses_are_dead_letters_with_its_reason_and_the_others_are_stored()
    {
        int calls = 0;
        Server.Faults.ItemStatus = (_, json) => json.Contains(":4}", StringComparison.Ordinal) ? 400 : ++calls == 1 ? 429 : 0;
        Store(_cluster.Options(), 6);
        Assert.Equal([0, 1, 2, 3, 5], Stored());
        DeadLetter letter = Assert.Single(_refused);
        Assert.Equal("batch 1000 ms, partition 0, record 4", letter.Position);
        Assert.Equal(
            "The server refused it: 400 document_parsing_exception: failed to parse: x_content_parse_exception: unexpected token. Correct "
            + "the document, or the index's mapping.", letter.Reason);
        Assert.Equal("{\"value\":4}"u8, letter.Record.Span);
    }

    [Fact]
    public void A_request_that_is_too_large_is_cut_in_two_and_a_document_that_is_too_large_is_a_dead_letter()
    {
        Server.Faults.MaxBodyBytes = 400;
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => i == 17 ? new string('x', 500) : $"text {i}")];
        using Engine engine = NewEngine();
        engine.Queue<string>(texts).SaveToElasticsearch(
            _cluster.Options(),
            (json, text) =>
            {
                json.WriteStartObject();
                json.WriteString("t"u8, text);
                json.WriteEndObject();
            });
        engine.Tick();
        Assert.Equal(texts.Where(text => text.Length < 100).Select(text => $"{{\"t\":\"{text}\"}}")
            .Order(), _cluster.Documents().Values.Order());
        DeadLetter letter = Assert.Single(_refused);
        Assert.Contains("413", letter.Reason, StringComparison.Ordinal);
        Assert.Equal("batch 1000 ms, partition 0, record 17", letter.Position);
    }

    [Fact]
    public void Requests_cut_off_before_or_after_they_were_done_store_everything_once()
    {
        Server.Faults.Resets = 2;
        Server.Faults.LostAnswers = 2;
        Store(_cluster.Options(ElasticsearchOperation.Create), 50);
        Assert.Equal(Enumerable.Range(0, 50), Stored());
        Assert.InRange(Server.BulkRequests, 5, 9); // a socket that was cut may be noticed before a request is on its way
        Assert.Empty(_refused);
    }

    [Fact]
    public void An_answer_with_fewer_items_than_were_sent_is_no_answer()
    {
        Server.Faults.LosesAnItem = true;
        Store(_cluster.Options(), 5);
        Assert.Equal((5, 2), (Stored().Count, Server.BulkRequests));
    }

    [Fact]
    public void Who_may_not_in_is_told_what_to_set_and_the_batch_fails_at_once()
    {
        Server.Authorization = "ApiKey right";
        using Engine engine = NewEngine();
        Save(engine.Queue<int>([1]), new ElasticsearchOptions
        {
            Nodes = [Server.Address],
            Index = "i",
            ApiKey = "wrong",
            TimeProvider = TimeProvider.System,
        });
        engine.Tick();
        string message = engine.Failure().InnerException!.Message;
        Assert.Contains("401", message, StringComparison.Ordinal);
        Assert.Contains("Set UserName and Password, ApiKey or BearerToken", message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic bWU6c2VjcmV0OsO8")]
    [InlineData("ApiKey a-key")]
    [InlineData("Bearer a-token")]
    public void Each_way_to_say_who_one_is_arrives(string header)
    {
        Server.Authorization = header;
        using Engine engine = NewEngine();
        Save(engine.Queue<int>([1]), new ElasticsearchOptions
        {
            Nodes = [Server.Address],
            Index = "i",
            TimeProvider = TimeProvider.System,
            UserName = header[0] == 'B' && header[1] == 'a' ? "me" : null,
            Password = "secret:ü",
            ApiKey = header[0] == 'A' ? "a-key" : null,
            BearerToken = header[1] == 'e' ? "a-token" : null,
        });
        engine.Tick();
        Assert.Single(Server.Documents("i"));
    }

    [Fact]
    public void After_its_time_the_batch_fails_and_the_next_one_is_stored()
    {
        bool isDown = true;
        Server.Faults.ItemStatus = (_, _) => isDown ? 503 : 0;
        using Engine engine = NewEngine();
        Save(engine.Queue<int>([1, 2], [3]), _cluster.Options(retrySeconds: 0.1));
        engine.Tick();
        string message = engine.Failure().InnerException!.Message;
        Assert.Contains($"{_cluster.Index} did not take 2 documents within 100 ms", message, StringComparison.Ordinal);
        Assert.Contains("503 es_rejected_execution_exception: queue is full", message, StringComparison.Ordinal);
        isDown = false;
        engine.Tick();
        Assert.Equal([3], Stored());
        Assert.Empty(_refused);
    }

    [Fact]
    public void Never_more_requests_are_under_way_than_allowed_and_a_slow_server_slows_the_stream()
    {
        Server.Faults.Delay = TimeSpan.FromMilliseconds(5);
        Store(_cluster.Options(documents: 10, inFlight: 3), 1000);
        Assert.Equal(1000, Stored().Count);
        Assert.Equal(100, Server.BulkRequests);
        Assert.Equal(3, Server.MostConcurrent);
    }

    [Fact]
    public void A_server_that_takes_two_at_a_time_gets_everything_in_the_end()
    {
        Server.Faults.MostConcurrent = 2;
        Server.Faults.Delay = TimeSpan.FromMilliseconds(1);
        Store(_cluster.Options(documents: 10, inFlight: 8), 2000);
        Assert.Equal(2000, Stored().Count);
        Assert.Empty(_refused);
    }

    [Fact]
    public void One_request_at_a_time_keeps_the_order_also_when_one_is_sent_again()
    {
        int calls = 0;
        Server.Faults.ItemStatus = (_, _) => ++calls % 5 == 0 ? 429 : 0;
        using Engine engine = NewEngine();
        engine.Queue<int>([.. Enumerable.Range(0, 200)])
            .SaveToElasticsearch(_cluster.Options(documents: 1, inFlight: 1), Write, value => value % 7);
        engine.Tick();
        Assert.Equal(Enumerable.Range(193, 7), Stored());
    }

    [Fact]
    public void A_node_that_is_gone_is_passed_over()
    {
        using Engine engine = NewEngine();
        Save(engine.Queue<int>([1, 2, 3], [4], [5]), new ElasticsearchOptions
        {
            Nodes = [new Uri("http://127.0.0.1:9"), Server.Address],
            Index = _cluster.Index,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            TimeProvider = TimeProvider.System,
        });
        engine.Tick(3);
        Assert.Equal([1, 2, 3, 4, 5], Stored());
    }

    [Theory]
    [InlineData("authority")]
    [InlineData("fingerprint")]
    [InlineData("other fingerprint")]
    [InlineData("nothing")]
    public void Only_a_server_whose_certificate_is_known_is_spoken_to(string known)
    {
        _ = Server; // the certificates are our own
        using var certificates = new TestCertificates();
        var certificate = (X509Certificate2)certificates.ServerOptions().ServerCertificate!;
        using var authority = X509Certificate2.CreateFromPem(certificates.AuthorityPem);
        using var server = new ElasticsearchStandIn(certificate: certificate);
        using Engine engine = NewEngine();
        Save(engine.Queue<int>([1]), new ElasticsearchOptions
        {
            Nodes = [new Uri($"https://localhost:{server.Address.Port}")],
            Index = "i",
            RetryFor = TimeSpan.Zero,
            TimeProvider = TimeProvider.System,
            CertificateAuthority = known == "authority" ? authority : null,
            CertificateFingerprint = known switch
            {
                "fingerprint" => certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(),
                "other fingerprint" => new string('0', 64),
                _ => null,
            },
        });
        engine.Tick();
        bool isTrusted = known is "authority" or "fingerprint";
        Assert.Equal(isTrusted ? 1 : 0, server.Documents("i").Count);
        if (!isTrusted)
        {
            Assert.Contains("did not answer", engine.Failure().InnerException!.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _cluster.Dispose();

    private static void Write(System.Text.Json.Utf8JsonWriter json, int value)
    {
        json.WriteStartObject();
        json.WriteNumber("value"u8, value);
        json.WriteEndObject();
    }

    private static void Save(DStream<int> stream, ElasticsearchOptions options) => stream.SaveToElasticsearch(options, Write);

    private static IEnumerable<string> Ids(params int[] records) => records.Select(record => $"test-1-0-{record}");

    private Engine NewEngine() => new(1, with =>
    {
        with.QueryId = "test";
        with.DeadLetters = letter =>
        {
            lock (_refused)
            {
                _refused.Add(letter);
            }
        };
    });

    private void Store(ElasticsearchOptions options, int count)
    {
        using Engine engine = NewEngine();
        Save(engine.Queue<int>([.. Enumerable.Range(0, count)]), options);
        engine.Tick();
    }

    private List<int> Stored() =>
        [.. _cluster.Documents().Values.Select(json => int.Parse(json.AsSpan(9, json.Length - 10), CultureInfo.InvariantCulture)).Order()];
}
