using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace HotStream.Sinks;

/// <summary>
/// One attempt of one request on one node. Sockets are pooled by <see cref="SocketsHttpHandler"/>, which opens them when needed, gives each
/// to one request at a time and closes those that rest; a second pool above it would only count the same thing again. Thread-safe.
/// </summary>
internal sealed class ElasticsearchTransport : IDisposable
{
    private readonly ElasticsearchOptions _options;
    private readonly NodeList _nodes;
    private readonly HttpMessageInvoker _http;
    private readonly AuthenticationHeaderValue? _credentials;
    private int _major;

    public ElasticsearchTransport(ElasticsearchOptions options, TimeProvider clock)
    {
        Check(options);
        _options = options;
        Clock = options.TimeProvider ?? clock;
        _nodes = new NodeList(options.Nodes, Clock);
        _credentials = options.ApiKey is { } key ? new("ApiKey", key) : HttpSinkSockets.Credentials(options);
        _http = HttpSinkSockets.Open(options, DecompressionMethods.None);
    }

    public TimeProvider Clock { get; }

    public string FirstNode => _nodes.First;

    /// <summary>Begins an attempt, answer included, that is bounded in time.</summary>
    public Attempt Begin(CancellationToken cancel) => new(_options.RequestTimeout, Clock, cancel);

    /// <summary>
    /// Sends to the next node; the answer's body is yet to be read. A node that does not answer is passed over for a while.
    /// </summary>
    /// <exception cref="HttpRequestException">The node could not be reached; the message names it.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, Attempt attempt)
    {
        NodeList.Node node = _nodes.Next();
        using var request = new HttpRequestMessage(method, new Uri(node.Address, path)) { Content = content };
        request.Headers.Authorization = _credentials;
        try
        {
            HttpResponseMessage response = await _http.SendAsync(request, attempt.Token).ConfigureAwait(false);
            _nodes.Report(node, isUp: response.StatusCode is not (HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout));
            return response;
        }
        catch (Exception failure) when (failure is HttpRequestException || attempt.HasTimedOut)
        {
            _nodes.Report(node, isUp: false);
            throw new HttpRequestException($"{PlainText.Address(node.Address.ToString())} did not answer: "
                + $"{(attempt.HasTimedOut ? "it took too long" : HttpSinkSockets.Reason(failure))}.", failure);
        }
    }

    /// <summary>The first part of the server's version, asked once; 7 of OpenSearch, whatever it says of itself.</summary>
    public async ValueTask<int> MajorVersionAsync(Attempt attempt)
    {
        int known = Volatile.Read(ref _major);
        if (known == 0)
        {
            string version = await VersionAsync(attempt).ConfigureAwait(false);
            known = int.TryParse(version.AsSpan(0, Math.Max(version.IndexOf('.', StringComparison.Ordinal), 0)), out int major) ? major : 7;
            Volatile.Write(ref _major, known);
        }

        return known;
    }

    /// <summary>The server's version as it says it; <c>7.10.2</c>, which it is compatible with, of OpenSearch.</summary>
    public async Task<string> VersionAsync(Attempt attempt)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, "/", null, attempt).ConfigureAwait(false);
        if (HttpStatuses.MayPass(response.StatusCode))
        {
            throw new HttpRequestException($"{FirstNode} could not report its version yet: {(int)response.StatusCode}.");
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw Refused("report its version", response.StatusCode,
                await TextAsync(response, ResponseBuffer.ReasonBytes, attempt).ConfigureAwait(false));
        }

        using JsonDocument root = JsonDocument.Parse(await TextAsync(response, ResponseBuffer.ReasonBytes, attempt).ConfigureAwait(false));
        return root.RootElement.TryGetProperty("version", out JsonElement version)
            && version.TryGetProperty("number", out JsonElement number)
            ? version.TryGetProperty("distribution", out JsonElement kind) && kind.ValueEquals("opensearch"u8)
            ? "7.10.2" : number.GetString()!
            : throw new ElasticsearchException(
                $"{FirstNode} is no Elasticsearch: its answer to GET / has no version. Look at the address.", HttpStatusCode.OK);
    }

    /// <summary>What to say of a request that was refused as a whole.</summary>
    public ElasticsearchException Refused(string task, HttpStatusCode status, string answer)
    {
        string remedy = status switch
        {
            HttpStatusCode.Unauthorized => "Set UserName and Password, ApiKey or BearerToken to what this cluster knows.",
            HttpStatusCode.Forbidden => "Give this user or key the privilege on the index, or use another.",
            HttpStatusCode.NotFound => "Create the index first, or allow the cluster to create it (action.auto_create_index).",
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable =>
                "The cluster has too much to do for too long: look at its disks and load, or raise RetryFor.",
            _ => "The server's reason says what to change.",
        };
        return new ElasticsearchException($"{FirstNode} did not {task}: {(int)status} {Shorten(answer)}. {remedy}", status);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The body of an answer as text.</summary>
    /// <exception cref="HttpRequestException">It is longer than so many bytes.</exception>
    public static async Task<string> TextAsync(HttpResponseMessage response, int mostBytes, Attempt attempt)
    {
        using var buffer = new ResponseBuffer();
        await buffer.ReadAllAsync(response, mostBytes, attempt.Token).ConfigureAwait(false);
        return Encoding.UTF8.GetString(buffer.Span);
    }

    private static string Shorten(string answer) => PlainText.Of(answer.Trim(), 500);

    private static void Check(ElasticsearchOptions options)
    {
        if (options.Nodes.Count == 0)
        {
            throw new ArgumentException("Nodes is empty: give the address of at least one node, for example http://127.0.0.1:9200.");
        }

        foreach (Uri node in options.Nodes)
        {
            if (!node.IsAbsoluteUri || node.Scheme is not ("http" or "https"))
            {
                throw new ArgumentException(
                    $"'{PlainText.Address(node.ToString())}' is no address of a node: write it as http://HOST:PORT or https://HOST:PORT.");
            }

            if (node.UserInfo.Length > 0)
            {
                throw new ArgumentException(
                    $"The address of node {node.Host} holds a password, which would be seen in messages: use UserName and Password.");
            }
        }

        HttpSinkSockets.Check(options, options.ApiKey is null ? null : nameof(options.ApiKey));
        ArgumentException.ThrowIfNullOrWhiteSpace(options.DocumentType, nameof(options.DocumentType));
    }
}
