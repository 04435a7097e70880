using System.Globalization;
using System.Text.Json;
using HotStream.StandIn;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Elasticsearch;

/// <summary>
/// What tests store into: the stand-in, or the server named by the environment variable HOTSTREAM_ELASTICSEARCH
/// (<c>http://127.0.0.1:9200</c>), whose index is deleted at the end.
/// </summary>
internal sealed class Cluster : IDisposable
{
    private static readonly string? s_real = Environment.GetEnvironmentVariable("HOTSTREAM_ELASTICSEARCH");
    private static int s_number;

    private readonly ElasticsearchStandIn? _standIn;

    public Cluster()
    {
        _standIn = s_real is null ? new ElasticsearchStandIn() : null;
        Address = _standIn?.Address ?? new Uri(s_real!);
        Client = new ElasticsearchClient(new ElasticsearchOptions { Nodes = [Address] });
        Index =
            string.Create(CultureInfo.InvariantCulture, $"hotstream-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_number)}");
    }

    public Uri Address { get; }

    public ElasticsearchClient Client { get; }

    public string Index { get; }

    /// <summary>The stand-in, for tests that make it fail; with a real server they are skipped.</summary>
    public ElasticsearchStandIn StandIn
    {
        get
        {
            Assert.SkipWhen(_standIn is null, "A real server cannot be told to fail.");
            return _standIn!;
        }
    }

    public ElasticsearchOptions Options(
        ElasticsearchOperation operation = ElasticsearchOperation.Index, int documents = 5000, int inFlight = 4, int bytes = 1 << 20,
        double retrySeconds = 60, bool gzip = false) => new()
        {
            Nodes = [Address],
            Index = Index,
            Operation = operation,
            RequestDocuments = documents,
            RequestsInFlight = inFlight,
            RequestBytes = bytes,
            RetryFor = TimeSpan.FromSeconds(retrySeconds),
            RetryDelay = TimeSpan.FromMilliseconds(1),
            RetryDelayMax = TimeSpan.FromMilliseconds(20),
            Gzip = gzip,
            TimeProvider = TimeProvider.System, // the engine's is set by hand
        };

    /// <summary>Documents of an index, the tests' own if none is named, by id; without blanks between tokens.</summary>
    public SortedDictionary<string, string> Documents(string? index = null)
    {
        index ??= Index;
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Client.ListIndicesAsync(index).WaitAsync(Engine.Patience).GetAwaiter().GetResult().Count == 0)
        {
            return found;
        }

        Client.RefreshAsync(index).WaitAsync(Engine.Patience).GetAwaiter().GetResult();
        using JsonDocument answer = Client.SearchAsync(index, """{"query":{"match_all":{}},"size":10000}""").WaitAsync(Engine.Patience)
            .GetAwaiter().GetResult();
        foreach (JsonElement hit in answer.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray())
        {
            found.Add(hit.GetProperty("_id").GetString()!, JsonSerializer.Serialize(hit.GetProperty("_source")));
        }

        return found;
    }

    public void Delete(string index) => Assert.True(Client.DeleteIndexAsync(index).WaitAsync(Engine.Patience).GetAwaiter().GetResult());

    public void Dispose()
    {
        if (_standIn is null)
        {
            Client.DeleteIndexAsync(Index).GetAwaiter().GetResult();
        }

        Client.Dispose();
        _standIn?.Dispose();
    }
}
