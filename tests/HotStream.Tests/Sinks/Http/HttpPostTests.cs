using System.Globalization;
using HotStream.StandIn;
using HotStream.Tests.Memory;
using HotStream.Tests.Sinks.Elasticsearch;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Http;

public sealed class HttpPostTests : IDisposable
{
    private readonly PostStandIn _server = new();
    private readonly TextMemory _text = new();
    private readonly List<DeadLetter> _refused = [];
    private readonly Engine _engine;

    public HttpPostTests() => _engine = new Engine(1, with => with.DeadLetters = _refused.Add);

    [Theory]
    [InlineData(HttpPostFormat.NewlineJson, "application/x-ndjson", "{\"a\":1}\n\"text  of more than 12 bytes\"\n|3\n")]
    [InlineData(HttpPostFormat.JsonArray, "application/json", "[{\"a\":1},\"text  of more than 12 bytes\"]|[3]")]
    [InlineData(HttpPostFormat.OneRecord, "application/json", "{\"a\":1}|\"text  of more than 12 bytes\"|3")]
    public void Records_that_are_json_are_posted_in_each_format(HttpPostFormat format, string type, string bodies)
    {
        foreach (bool gzip in new[] { false, true })
        {
            using var engine = new Engine(1);
            engine.Queue<Utf8Slice>([_text.Add("{\"a\":1}"), _text.Add("\"text\r\nof more than 12 bytes\""), _text.Add("3")])
                .PostTo(Options(format, records: 2, inFlight: 1, gzip: gzip));
            engine.Tick();
        }

        Assert.Equal(bodies + "|" + bodies, string.Join('|', _server.Taken.Select(request => request.Body)));
        Assert.All(_server.Taken, request => Assert.Equal((type, "yes"), (request.Type, request.Test)));
    }

    [Fact]
    public void Records_are_written_by_the_source_generator_or_by_a_function_and_empty_ones_are_dead_letters()
    {
        _engine.Queue<Reading>([new Reading("roof", 21.5)]).PostTo(Options(), SensorJson.Default.Reading);
        _engine.Queue<int>([7]).PostTo(Options(), (json, value) => json.WriteNumberValue(value));
        _engine.Queue<Utf8Slice>([_text.Add(" \n"), _text.Add("1")]).PostTo(Options());
        _engine.Tick();
        Assert.Equal(["{\"Sensor\":\"roof\",\"Celsius\":21.5}\n", "7\n", "1\n"], _server.Taken.Select(request => request.Body));
        Assert.Equal("batch 1000 ms, partition 0, record 0", Assert.Single(_refused).Position);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public void What_may_be_taken_later_is_sent_again(int status)
    {
        _server.Faults.Statuses.Enqueue(status);
        _server.Faults.Resets = 1;
        Post(Options(records: 10), 25);
        Assert.Equal(Enumerable.Range(0, 25), Numbers());
        Assert.Equal(3, _server.Taken.Count);
        Assert.Empty(_refused);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    [InlineData(422)]
    public void A_request_that_is_refused_is_cut_until_the_record_is_found(int status)
    {
        _server.StatusOf = body => body.Contains("4\n", StringComparison.Ordinal) ? status : 0;
        Post(Options(records: 3), 7);
        Assert.Equal([0, 1, 2, 3, 5, 6], Numbers());
        DeadLetter letter = Assert.Single(_refused);
        Assert.Equal($"The server refused it: {status} as it was told.", letter.Reason);
        Assert.Equal(("batch 1000 ms, partition 0, record 4", "4"),
            (letter.Position, System.Text.Encoding.UTF8.GetString(letter.Record.Span)));
    }

    [Theory]
    [InlineData(302, "Location")]
    [InlineData(401, "Headers")]
    [InlineData(403, "Headers")]
    [InlineData(404, "Address")]
    [InlineData(405, "Address")]
    [InlineData(415, "Format")]
    public void What_refuses_every_record_fails_the_batch_and_nothing_is_a_dead_letter(int status, string remedy)
    {
        _server.StatusOf = _ => status;
        Post(Options(records: 3), 7);
        string message = _engine.Failure().InnerException!.Message;
        Assert.Contains($"refuses every request: {status} as it was told.", message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
        Assert.Empty(_refused);
        Assert.Empty(_server.Taken);
    }

    [Fact]
    public void A_request_that_is_too_large_is_cut_in_two()
    {
        _server.Faults.MaxBodyBytes = 20;
        Post(Options(), 100);
        Assert.Equal(Enumerable.Range(0, 100), Numbers());
        Assert.All(_server.Taken, request => Assert.InRange(request.Body.Length, 1, 20));
    }

    [Fact]
    public void After_its_time_the_batch_fails_and_says_where()
    {
        _server.StatusOf = _ => 503;
        Post(Options(retrySeconds: 0.05), 5);
        string message = _engine.Failure().InnerException!.Message;
        Assert.Contains($"post {_server.Address} did not take 5 records within 50 ms", message, StringComparison.Ordinal);
        Assert.Contains("503 as it was told", message, StringComparison.Ordinal);
        Assert.Empty(_refused);
    }

    [Fact]
    public void A_record_that_cannot_be_encoded_is_a_dead_letter_and_the_others_are_posted()
    {
        _engine.Queue<double>([1, double.NaN, 2]).PostTo(Options(), (json, value) => json.WriteNumberValue(value));
        _engine.Tick();
        Assert.Equal("1\n2\n", _server.Taken.Single().Body);
        Assert.Equal("NaN", System.Text.Encoding.UTF8.GetString(Assert.Single(_refused).Record.Span));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(503)]
    public void An_answer_that_does_not_end_is_not_read_into_memory(int status)
    {
        _server.Faults.Padding = 3L << 30;
        _server.StatusOf = _ => status;
        long before = GC.GetTotalAllocatedBytes();
        Post(Options(retrySeconds: 0), 1);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 256L << 20);
        Assert.Equal(status == 400, _refused.Count == 1);
    }

    [Fact]
    public void Options_that_cannot_be_are_refused_at_once()
    {
        Refused("no web address", new());
        Refused("no web address", new() { Address = new Uri("ftp://host/x") });
        Refused("no web address", new() { Address = new Uri("http://me:secret@host/x") });
        Refused("RequestRecords", new() { Address = _server.Address, RequestRecords = 0 });
        Refused("RequestBytes", new() { Address = _server.Address, RequestBytes = 0 });
        Refused("RequestTimeout", new() { Address = _server.Address, RequestTimeout = TimeSpan.Zero });

        void Refused(string message, HttpPostOptions options) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => _engine.Queue<Utf8Slice>().PostTo(options)).Message,
                StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _engine.Dispose();
        _server.Dispose();
        _text.Dispose();
    }

    private void Post(HttpPostOptions options, int count)
    {
        _engine.Queue<int>([.. Enumerable.Range(0, count)]).PostTo(options, (json, value) => json.WriteNumberValue(value));
        _engine.Tick();
    }

    private IEnumerable<int> Numbers() => _server.Taken
        .SelectMany(request => request.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        .Select(line => int.Parse(line, CultureInfo.InvariantCulture))
        .Order();

    private HttpPostOptions Options(
        HttpPostFormat format = HttpPostFormat.NewlineJson, int records = 1000, int inFlight = 4, bool gzip = false,
        double retrySeconds = 60) => new()
        {
            Address = _server.Address,
            Format = format,
            Headers = new Dictionary<string, string> { ["X-Test"] = "yes" },
            Gzip = gzip,
            RequestRecords = records,
            RequestsInFlight = inFlight,
            RetryFor = TimeSpan.FromSeconds(retrySeconds),
            RetryDelay = TimeSpan.FromMilliseconds(1),
            RetryDelayMax = TimeSpan.FromMilliseconds(20),
            TimeProvider = TimeProvider.System,
        };
}
