using System.Globalization;
using System.Text;
using System.Text.Json;
using HotStream.StandIn;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Elasticsearch;

/// <summary>
/// Refusals are judged by their reason: the cluster's state is waited for, a bad record is found and set aside, and a batch of
/// which too much is refused fails.
/// </summary>
public sealed class ElasticsearchRefusalTests : IDisposable
{
    private readonly Cluster _cluster = new();
    private readonly List<DeadLetter> _refused = [];

    private ElasticsearchStandIn Server => _cluster.StandIn;

    [Theory]
    [InlineData("closed")]
    [InlineData("blocked")]
    [InlineData("missing")]
    [InlineData("rights")]
    [InlineData("cluster block")]
    public void What_says_more_about_the_cluster_than_about_a_document_is_tried_again_until_it_has_passed(string state)
    {
        Set(state, isWrong: true);
        int requests = 0;
        Server.Faults.BeforeRequest = _ =>
        {
            if (Interlocked.Increment(ref requests) == 4)
            {
                Set(state, isWrong: false);
            }

            return Task.CompletedTask;
        };
        Store(5000);
        Assert.Equal(5000, Server.Documents(_cluster.Index).Count);
        Assert.Empty(_refused);
        Assert.True(requests >= 4);
    }

    [Theory]
    [InlineData("closed", "Open the index")]
    [InlineData("blocked", "lift the block")]
    [InlineData("missing", "auto_create_index")]
    [InlineData("rights", "privilege")]
    public void When_it_does_not_pass_the_batch_fails_with_what_to_do_and_nothing_is_a_dead_letter(string state, string remedy)
    {
        Set(state, isWrong: true);
        using Engine engine = NewEngine();
        Save(engine.Queue<int>([.. Enumerable.Range(0, 200)]), _cluster.Options(retrySeconds: 0.1));
        engine.Tick();
        Assert.Contains(remedy, engine.Failure().InnerException!.Message, StringComparison.Ordinal);
        Assert.Empty(_refused);
    }

    [Fact]
    public void An_item_of_exactly_500_is_sent_again()
    {
        int calls = 0;
        Server.Faults.ItemStatus = (_, _) => ++calls == 3 ? 500 : 0;
        Store(10);
        Assert.Equal((10, 2), (Server.Documents(_cluster.Index).Count, Server.BulkRequests));
        Assert.Empty(_refused);
    }

    [Fact]
    public void An_id_of_600_bytes_is_refused_beforehand_and_its_neighbours_are_stored()
    {
        string[] ids = ["a", new string('x', 600), "b", new string('\u00e4', 257), new string('y', 512)];
        using Engine engine = NewEngine();
        engine.Queue<string>(ids).SaveToElasticsearch(_cluster.Options(), WriteText, text => text);
        engine.Tick();
        Assert.Equal(["a", "b", new string('y', 512)], Server.Documents(_cluster.Index).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(1, Server.BulkRequests);
        Assert.Equal([(600, 1), (514, 3)],
            _refused.Select(letter => (int.Parse(letter.Reason.Split(' ')[7], CultureInfo.InvariantCulture), letter.Position[^1] - '0')));
        Assert.Equal(ids[1], Encoding.UTF8.GetString(_refused[0].Record.Span));
    }

    [Fact]
    public void A_whole_request_that_is_refused_is_cut_until_the_record_is_found()
    {
        Server.Faults.BeforeRequest = body =>
        {
            Server.Faults.RequestError = body.Contains(":37}", StringComparison.Ordinal)
                ? (400, "illegal_argument_exception", "this one I cannot read") : null;
            return Task.CompletedTask;
        };
        Store(100, _cluster.Options(inFlight: 1));
        Assert.Equal(99, Server.Documents(_cluster.Index).Count);
        DeadLetter letter = Assert.Single(_refused);
        Assert.Equal(("batch 1000 ms, partition 0, record 37", "{\"value\":37}"),
            (letter.Position, Encoding.UTF8.GetString(letter.Record.Span)));
        Assert.Contains("400 illegal_argument_exception: this one I cannot read", letter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void When_more_than_half_of_a_batch_is_refused_it_fails_with_the_first_reason()
    {
        Server.Faults.ItemError = (_, json) =>
            !json.Contains(":9", StringComparison.Ordinal) ? (400, "mapper_parsing_exception", "failed to parse field [value]") : null;
        Store(1000, _cluster.Options(), fails: "records were refused, which looks like a fault of the target");
        Assert.Empty(_refused);
    }

    [Fact]
    public void A_record_that_cannot_be_encoded_is_a_dead_letter_that_says_what_it_was()
    {
        using Engine engine = NewEngine();
        Reading[] readings = [new("a", 1), new("b", 1e308 + 1e308), new("c", double.NaN), new("d", 4)];
        engine.Queue<Reading>(readings).SaveToElasticsearch(_cluster.Options(), SensorJson.Default.Reading, reading => reading.Sensor);
        engine.Tick();
        Assert.Equal(["a", "d"], Server.Documents(_cluster.Index).Keys.Order());
        Assert.Equal(["{\"Sensor\":\"b\",\"Celsius\":\"Infinity\"}", "{\"Sensor\":\"c\",\"Celsius\":\"NaN\"}"],
            _refused.Select(letter => Encoding.UTF8.GetString(letter.Record.Span)));
        Assert.All(_refused, letter => Assert.Contains("could not be encoded", letter.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Selectors_and_writers_that_throw_set_their_record_aside()
    {
        using Engine engine = NewEngine();
        engine.Queue<int>([1, 2, 3, 4]).SaveToElasticsearch(
            _cluster.Options(),
            (json, value) =>
            {
                json.WriteStartObject();
                json.WriteNumber("value", value);
                if (value == 2)
                {
                    throw new InvalidOperationException("no 2");
                }

                json.WriteEndObject();
            },
            value => value == 3 ? throw new FormatException("no 3") : value,
            value => value == 4 ? throw new FormatException("no 4") : "r");
        engine.Tick();
        Assert.Equal(["1"], Server.Documents(_cluster.Index).Keys);
        Assert.Equal(["no 2", "no 3", "no 4"], _refused.Select(letter => letter.Reason.Split(": ")[1].Split(" (")[0]));
        Assert.Equal(["2", "3", "4"], _refused.Select(letter => Encoding.UTF8.GetString(letter.Record.Span)));
    }

    [Theory]
    [InlineData("Index", "{\"value\":2}")]
    [InlineData("Update", "{\"value\":2}")]
    [InlineData("Upsert", "{\"value\":2}")]
    [InlineData("Delete", "{\"delete\":{\"_id\":\"2\"}}")]
    public void A_letter_carries_the_document_as_it_was_whatever_was_asked_for(string operation, string record)
    {
        Server.Faults.ItemStatus = (id, _) => id == "2" ? 400 : 0;
        using Engine engine = NewEngine();
        engine.Queue<int>([1, 2, 3])
            .SaveToElasticsearch(_cluster.Options(Enum.Parse<ElasticsearchOperation>(operation)), Write, value => value);
        engine.Tick();
        Assert.Contains(record, _refused.Select(letter => Encoding.UTF8.GetString(letter.Record.Span)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Documents_of_one_id_are_stored_in_the_order_of_their_records_by_a_server_that_is_slow_and_turns_items_away(bool isSlow)
    {
        var random = new Random(7);
        Server.Faults.BeforeRequest = async _ =>
        {
            int wait;
            lock (random)
            {
                wait = isSlow ? random.Next(10) : 0;
            }

            await Task.Delay(wait);
        };
        Server.Faults.ItemStatus = (_, _) =>
        {
            lock (random)
            {
                return random.Next(10) == 0 ? 429 : 0;
            }
        };
        using Engine engine = NewEngine();
        engine.Queue<int>([.. Enumerable.Range(0, 5000)]).SaveToElasticsearch(_cluster.Options(documents: 50), Write, value => value % 23);
        engine.Tick();
        Assert.Equal(
            Enumerable.Range(0, 23).Select(id => (id, 5000 - 1 - ((5000 - 1 - id) % 23)))
            .OrderBy(pair => $"{pair.id}", StringComparer.Ordinal).Select(pair => $"{pair.id}: {pair.Item2}"),
            Server.Documents(_cluster.Index).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}: {JsonDocument.Parse(pair.Value).RootElement.GetProperty("value").GetInt32()}"));
        Assert.Empty(_refused);
        Assert.InRange(Server.MostConcurrent, isSlow ? 2 : 1, 4);
    }

    [Fact]
    public void A_number_and_its_text_are_one_id()
    {
        Assert.Equal(((DocumentKey)7).Hash(), ((DocumentKey)"7").Hash());
        Assert.NotEqual(((DocumentKey)8).Hash(), ((DocumentKey)"7").Hash());
        using var sink = new ElasticsearchSink<int>(_cluster.Options(), Write, value => value % 10);
        Assert.Equal(sink.KeyHash!(3), sink.KeyHash!(13));
        using var unkeyed = new ElasticsearchSink<int>(_cluster.Options(), Write);
        Assert.Null(unkeyed.KeyHash);
    }

    [Fact]
    public void An_answer_that_does_not_end_is_not_read_into_memory()
    {
        Server.Faults.Padding = 3L << 30;
        long before = GC.GetTotalAllocatedBytes();
        using Engine engine = NewEngine();
        Save(engine.Queue<int>([1, 2]), _cluster.Options(retrySeconds: 0));
        engine.Tick();
        Assert.Contains("answer is longer than", engine.Failure().InnerException!.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 256L << 20);
    }

    public void Dispose() => _cluster.Dispose();

    private static void Write(Utf8JsonWriter json, int value)
    {
        json.WriteStartObject();
        json.WriteNumber("value"u8, value);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }

    private static void Save(DStream<int> stream, ElasticsearchOptions options) => stream.SaveToElasticsearch(options, Write);

    private void Set(string state, bool isWrong)
    {
        switch (state)
        {
            case "closed":
                Server.SetOpen(_cluster.Index, !isWrong);
                break;
            case "blocked":
                Server.SetBlocked(_cluster.Index, isWrong);
                break;
            case "missing":
                Server.Faults.AutoCreate = !isWrong;
                break;
            case "rights":
                Server.Faults.ItemError = isWrong ? (_, _) =>
                    (403, "security_exception", "action [indices:data/write/bulk] is unauthorized") : null;
                break;
            default:
                Server.Faults.RequestError = isWrong
                    ? (403, "cluster_block_exception", "blocked by: [FORBIDDEN/6/cluster read-only (api)];") : null;
                break;
        }
    }

    private Engine NewEngine() => new(1, with => with.DeadLetters = letter =>
    {
        lock (_refused)
        {
            _refused.Add(letter);
        }
    });

    private void Store(int count, ElasticsearchOptions? options = null, string? fails = null)
    {
        using Engine engine = NewEngine();
        Save(engine.Queue<int>([.. Enumerable.Range(0, count)]), options ?? _cluster.Options());
        engine.Tick();
        if (fails is not null)
        {
            Assert.Contains(fails, engine.Failure().Message, StringComparison.Ordinal);
        }
    }
}
