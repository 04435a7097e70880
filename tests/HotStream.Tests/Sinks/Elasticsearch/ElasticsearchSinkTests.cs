using System.Globalization;
using HotStream.Tests.Memory;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Elasticsearch;

/// <summary>What arrives in an index; against the stand-in, or a real server.</summary>
public sealed class ElasticsearchSinkTests : IDisposable
{
    private readonly Cluster _cluster = new();
    private readonly TextMemory _text = new();
    private readonly List<DeadLetter> _refused = [];
    private readonly Engine _engine;

    public ElasticsearchSinkTests() => _engine = NewEngine(1);

    [Fact]
    public void Records_that_are_json_become_documents_whose_ids_are_batch_partition_and_record()
    {
        _engine.Queue<Utf8Slice>([_text.Add("""{"a":1}"""), _text.Add(""" {"b":"ü \"x\" and more"} """)], [], [_text.Add("{}")])
            .SaveToElasticsearch(_cluster.Options());
        _engine.Tick(3);
        Assert.Equal(
            [("test-1-0-0", """{"a":1}"""), ("test-1-0-1", """{"b":"\u00FC \u0022x\u0022 and more"}"""), ("test-3-0-0", "{}")],
            _cluster.Documents().Select(pair => (pair.Key, pair.Value)));
        Assert.Empty(_refused);
    }

    [Fact]
    public void What_is_no_object_is_a_dead_letter_and_line_breaks_do_not_cut_a_document()
    {
        string two = "{\"a\":1}\n{\"delete\":{\"_id\":\"x\"}}";
        _engine.Queue<Utf8Slice>([_text.Add("[1]"), _text.Add("{\r\n \"a\":\n2 }\n"), _text.Add(""), _text.Add(two), _text.Add("{\"a\":}")])
            .SaveToElasticsearch(_cluster.Options());
        _engine.Tick();
        Assert.Equal([("test-1-0-1", """{"a":2}""")], _cluster.Documents().Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(
            ["batch 1000 ms, partition 0, record 0", "batch 1000 ms, partition 0, record 2", "batch 1000 ms, partition 0, record 3",
                "batch 1000 ms, partition 0, record 4"],
            _refused.Select(letter => letter.Position));
        Assert.Equal($"elasticsearch {_cluster.Address.GetLeftPart(UriPartial.Authority)}/{_cluster.Index}", _refused[0].Source);
        Assert.Contains("no JSON object", _refused[0].Reason, StringComparison.Ordinal);
        Assert.Equal("[1]"u8, _refused[0].Record.Span);
        Assert.Contains("400", _refused[3].Reason, StringComparison.Ordinal);
        Assert.Equal("{\"a\":}"u8, _refused[3].Record.Span);
        Assert.Equal(6, _refused[3].Length);
    }

    [Fact]
    public void Records_are_written_by_the_source_generator_or_by_a_function_or_hold_their_text()
    {
        Reading[] readings = [new("roof\n", 21.5), new("cellar", -3)];
        _engine.Queue<Reading>(readings).SaveToElasticsearch(_cluster.Options(), SensorJson.Default.Reading, id: reading => reading.Sensor);
        _engine.Queue<Reading>(readings).SaveToElasticsearch(
            _cluster.Options(),
            (json, reading) =>
            {
                json.WriteStartObject();
                json.WriteNumber("celsius"u8, reading.Celsius);
                json.WriteEndObject();
            },
            id: reading => (long)reading.Celsius);
        (int Number, Utf8Slice Json)[] pairs = [(7, _text.Add("""{"seven":"a text of more than twelve bytes"}"""))];
        _engine.Queue(pairs)
            .WriteTo(new ElasticsearchSink<(int Number, Utf8Slice Json)>(_cluster.Options(), pair => pair.Json, id: pair => pair.Number));
        _engine.Tick();
        Assert.Equal(
            [
                ("-3", """{"celsius":-3}"""), ("21", """{"celsius":21.5}"""), ("7", """{"seven":"a text of more than twelve bytes"}"""),
                ("cellar", """{"Sensor":"cellar","Celsius":-3}"""), ("roof\n", """{"Sensor":"roof\n","Celsius":21.5}"""),
            ],
            _cluster.Documents().Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Ids_of_any_text_arrive_as_they_are_and_an_empty_one_is_a_dead_letter()
    {
        string[] ids = ["short", "quotes \" and \\ and {braces}", "längere ids mit ä ö ü 😀 \t", new string('x', 300), ""];
        _engine.Queue<string>(ids).SaveToElasticsearch(_cluster.Options(), (json, _) => Empty(json), id => id);
        Utf8Slice[] slices = [_text.Add("a slice of \"many\" bytes"), _text.Add("few")];
        _engine.Queue<Utf8Slice>(slices).SaveToElasticsearch(_cluster.Options(), (json, _) => Empty(json), id => id);
        _engine.Tick();
        Assert.Equal([.. ids[..^1].Concat(["a slice of \"many\" bytes", "few"]).Order(StringComparer.Ordinal)], _cluster.Documents().Keys);
        Assert.Contains("empty", Assert.Single(_refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Routing_goes_with_each_document()
    {
        HotStream.StandIn.ElasticsearchStandIn server = _cluster.StandIn;
        _engine.Queue<string>(["a", "b"])
            .SaveToElasticsearch(_cluster.Options(), (json, _) => Empty(json), id => id, routing: id => id == "a" ? "north \"1\"" : "");
        _engine.Tick();
        Assert.Equal("north \"1\"", server.RoutingOf(_cluster.Index, "a"));
        Assert.Null(server.RoutingOf(_cluster.Index, "b"));
    }

    [Fact]
    public void Create_keeps_the_first_and_takes_the_second_as_its_own()
    {
        Save(ElasticsearchOperation.Create, [("a", 1), ("b", 1)], [("a", 2)]);
        Assert.Equal(["a {\"value\":1}", "b {\"value\":1}"], Stored());
        Assert.Empty(_refused);
    }

    [Fact]
    public void Index_replaces_upsert_merges_and_update_needs_one_that_is_there()
    {
        Save(ElasticsearchOperation.Index, [("a", 1)], [("a", 2)]);
        using (Engine more = NewEngine(1))
        {
            more.Queue<int>([3]).SaveToElasticsearch(_cluster.Options(ElasticsearchOperation.Upsert),
                (json, value) => Field(json, "other", value), _ => "a");
            more.Queue<int>([4]).SaveToElasticsearch(_cluster.Options(ElasticsearchOperation.Upsert),
                (json, value) => Field(json, "other", value), _ => "new");
            more.Queue<int>([5]).SaveToElasticsearch(_cluster.Options(ElasticsearchOperation.Update),
                (json, value) => Field(json, "value", value), _ => "a");
            more.Queue<int>([6]).SaveToElasticsearch(_cluster.Options(ElasticsearchOperation.Update),
                (json, value) => Field(json, "value", value), _ => "none");
            more.Tick();
        }

        Assert.Equal(["a {\"value\":5,\"other\":3}", "new {\"other\":4}"], Stored());
        DeadLetter missing = Assert.Single(_refused);
        Assert.Contains("404 document_missing_exception", missing.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Delete_removes_and_what_is_gone_already_is_as_good()
    {
        Save(ElasticsearchOperation.Index, [("a", 1), ("b", 1)]);
        using Engine more = NewEngine(1);
        more.Queue<string>(["a", "none"])
            .SaveToElasticsearch(_cluster.Options(ElasticsearchOperation.Delete), (json, _) => Empty(json), id => id);
        more.Tick();
        Assert.Equal(["b {\"value\":1}"], Stored());
        Assert.Empty(_refused);
    }

    [Fact]
    public void The_index_can_carry_the_date_of_the_batch()
    {
        using Engine engine = NewEngine(1, startMilliseconds: 1_488_300_000_000); // 2017-02-28 16:40 UTC
        ElasticsearchOptions options =
            new() { Nodes = [_cluster.Address], Index = _cluster.Index + "-{yyyy.MM.dd}", TimeProvider = TimeProvider.System };
        engine.Queue<int>([1]).SaveToElasticsearch(options, (json, value) => Field(json, "value", value), value => value);
        engine.Tick();
        string index = _cluster.Index + "-2017.02.28";
        Assert.Equal(["1"], _cluster.Documents(index).Keys);
        _cluster.Delete(index);
    }

    [Theory]
    [InlineData(1, 7, false)]
    [InlineData(2, 100, true)]
    [InlineData(3, 5000, false)]
    public void Many_records_arrive_once_each_whatever_the_requests(int partitions, int documents, bool gzip)
    {
        using Engine engine = NewEngine(partitions);
        int[][] batches = [.. Enumerable.Range(0, 3).Select(batch => Enumerable.Range(batch * 3000, 3000).ToArray())];
        engine.Queue(batches)
            .SaveToElasticsearch(_cluster.Options(documents: documents, gzip: gzip), (json, value) => Field(json, "value", value));
        engine.Tick(3);
        SortedDictionary<string, string> stored = _cluster.Documents();
        Assert.Equal(Enumerable.Range(0, 9000),
            stored.Values.Select(json => int.Parse(json.AsSpan(9, json.Length - 10), CultureInfo.InvariantCulture)).Order());
        Assert.Empty(_refused);
    }

    [Fact]
    public void A_pipeline_is_named_and_versions_before_7_are_told_the_type()
    {
        _ = _cluster.StandIn;
        foreach ((string version, string path) in new[] { ("6.8.0", "/i/_doc/_bulk"), ("7.17.1", "/i/_bulk") })
        {
            using var server = new HotStream.StandIn.ElasticsearchStandIn(version: version);
            using Engine engine = NewEngine(1);
            ElasticsearchOptions options =
                new() { Nodes = [server.Address], Index = "i", Pipeline = "add time", TimeProvider = TimeProvider.System };
            engine.Queue<int>([1]).SaveToElasticsearch(options, (json, value) => Field(json, "value", value));
            engine.Tick();
            string asked = Assert.Single(server.BulkPaths);
            Assert.StartsWith(path + "?", asked, StringComparison.Ordinal);
            Assert.EndsWith("&pipeline=add%20time", asked, StringComparison.Ordinal);
            Assert.Single(server.Documents("i"));
        }
    }

    [Fact]
    public void Another_run_and_a_sink_with_a_prefix_make_other_ids()
    {
        _engine.Queue<int>([1]).SaveToElasticsearch(_cluster.Options(), (json, value) => Field(json, "value", value));
        ElasticsearchOptions prefixed =
            new() { Nodes = [_cluster.Address], Index = _cluster.Index, IdPrefix = "\"second\"", TimeProvider = TimeProvider.System };
        _engine.Queue<int>([2]).SaveToElasticsearch(prefixed, (json, value) => Field(json, "value", value));
        _engine.Tick();
        using var again = new Engine(1);
        again.Queue<int>([3]).SaveToElasticsearch(_cluster.Options(), (json, value) => Field(json, "value", value));
        again.Tick();
        Assert.Equal(
            ["\"second\"-test-1-0-0 {\"value\":2}", again.Context.QueryId + "-1-0-0 {\"value\":3}", "test-1-0-0 {\"value\":1}"],
            Stored());
    }

    [Fact]
    public void Two_sinks_that_would_make_the_same_ids_are_refused()
    {
        _engine.Queue<int>([1]).SaveToElasticsearch(_cluster.Options(), (json, value) => Field(json, "value", value));
        _engine.Queue<int>([2]).SaveToElasticsearch(_cluster.Options(), (json, value) => Field(json, "value", value));
        _engine.Tick();
        Assert.Contains("IdPrefix", _engine.Failure().InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal(["test-1-0-0 {\"value\":1}"], Stored());
    }

    [Fact]
    public void Options_that_cannot_be_are_refused_at_once()
    {
        var node = new Uri("http://127.0.0.1:9200");
        Refused("Nodes is empty", new() { Index = "i" });
        Refused("is no address", new() { Nodes = [new Uri("ftp://host")], Index = "i" });
        Refused("holds a password", new() { Nodes = [new Uri("http://me:secret@host")], Index = "i" });
        Refused("set one of them", new() { Nodes = [node], Index = "i", ApiKey = "k", BearerToken = "t" });
        Refused("name of an index", new() { Nodes = [node] });
        Refused("name of an index", new() { Nodes = [node], Index = "Upper" });
        Refused("name of an index", new() { Nodes = [node], Index = "a-{yyyy" });
        Refused("name of an index", new() { Nodes = [node], Index = "_hidden" });
        Refused("id selector", new() { Nodes = [node], Index = "i", Operation = ElasticsearchOperation.Upsert });
        Refused("RequestDocuments", new() { Nodes = [node], Index = "i", RequestDocuments = 0 });
        Refused("RequestsInFlight", new() { Nodes = [node], Index = "i", RequestsInFlight = 0 });
        Refused("RetryDelayMax", new() { Nodes = [node], Index = "i", RetryDelayMax = TimeSpan.FromMilliseconds(1) });

        void Refused(string message, ElasticsearchOptions options) => Assert.Contains(
            message,
            Assert.ThrowsAny<ArgumentException>(() => _engine.Queue<Reading>()
                .SaveToElasticsearch(options, SensorJson.Default.Reading)).Message,
            StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _engine.Dispose();
        _cluster.Dispose();
        _text.Dispose();
    }

    private static void Empty(System.Text.Json.Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }

    private static void Field(System.Text.Json.Utf8JsonWriter json, string name, int value)
    {
        json.WriteStartObject();
        json.WriteNumber(name, value);
        json.WriteEndObject();
    }

    private Engine NewEngine(int partitions, long startMilliseconds = 0) => new(
        partitions,
        with =>
        {
            with.QueryId = "test";
            with.DeadLetters = letter =>
            {
                lock (_refused)
                {
                    _refused.Add(letter);
                }
            };
        },
        startMilliseconds: startMilliseconds);

    private void Save(ElasticsearchOperation operation, params (string Id, int Value)[][] batches)
    {
        _engine.Queue(batches)
            .SaveToElasticsearch(_cluster.Options(operation), (json, record) => Field(json, "value", record.Value), record => record.Id);
        _engine.Tick(batches.Length);
    }

    private IEnumerable<string> Stored() => _cluster.Documents().Select(pair => $"{pair.Key} {pair.Value}");
}
