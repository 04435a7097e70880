using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// What one does by hand beside a stream: indices, mappings, single documents, searches. Bodies are JSON as text, answers are JSON
/// documents to dispose. One attempt each, on the next node; <see cref="ElasticsearchSink{T}"/> is for many documents. Answers of more than
/// 256 MiB are refused. Thread-safe.
/// </summary>
public sealed class ElasticsearchClient : IDisposable
{
    private const int AnswerBytesMax = 256 << 20;

    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private readonly ElasticsearchTransport _transport;
    private readonly string _type;

    /// <summary>A client; nothing is connected yet.</summary>
    /// <param name="options">Where the cluster is and how to get in; what they say of a sink is not looked at.</param>
    /// <exception cref="ArgumentException">An address or credential cannot be.</exception>
    public ElasticsearchClient(ElasticsearchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _transport = new ElasticsearchTransport(options, TimeProvider.System);
        _type = options.DocumentType;
    }

    /// <summary>The server's version, for example <c>8.15.0</c>; <c>7.10.2</c> of OpenSearch, which is compatible with that.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ElasticsearchException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or took too long.</exception>
    public async Task<string> VersionAsync(CancellationToken cancel = default)
    {
        using Attempt attempt = _transport.Begin(cancel);
        return await _transport.VersionAsync(attempt).ConfigureAwait(false);
    }

    /// <summary>Creates an index.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="settings">Settings and mappings; null for the server's own.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False when it exists already.</returns>
    /// <exception cref="ArgumentException">The name breaks the server's rules.</exception>
    /// <exception cref="ElasticsearchException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or took too long.</exception>
    public async Task<bool> CreateIndexAsync(string index, string? settings = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        IndexName.Check(index);
        (HttpStatusCode status, string answer) = await SendAsync(HttpMethod.Put, Path(index), settings, cancel).ConfigureAwait(false);
        if (status == HttpStatusCode.BadRequest
            && (answer.Contains("resource_already_exists_exception", StringComparison.Ordinal)
                || answer.Contains("index_already_exists_exception", StringComparison.Ordinal)))
        {
            return false;
        }

        ThrowUnlessDone(status, answer, $"create index {index}");
        return true;
    }

    /// <summary>Deletes an index with all it holds.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False when there is none of that name.</returns>
    /// <exception cref="ElasticsearchException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or took too long.</exception>
    public Task<bool> DeleteIndexAsync(string index, CancellationToken cancel = default) =>
        FoundAsync(HttpMethod.Delete, Path(index), null, $"delete index {index}", cancel);

    /// <summary>The names of indices.</summary>
    /// <param name="pattern">A name, or the beginning of names and a star.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ElasticsearchException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or took too long.</exception>
    public async Task<IReadOnlyList<string>> ListIndicesAsync(string pattern = "*", CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        using JsonDocument answer = await AskAsync(HttpMethod.Get, Path("_cat", "indices", pattern)
            + "?format=json&h=index", null, "list its indices", cancel).ConfigureAwait(false);
        var names = new List<string>(answer.RootElement.GetArrayLength());
        foreach (JsonElement index in answer.RootElement.EnumerateArray())
        {
            names.Add(index.GetProperty("index").GetString()!);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>The fields of an index and their types.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ElasticsearchException">The server refused; for example, there is no such index.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or took too long.</exception>
    public Task<JsonDocument> GetMappingAsync(string index, CancellationToken cancel = default) =>
        AskAsync(HttpMethod.Get, Path(index, "_mapping"), null, $"show the mapping of {index}", cancel);

    /// <summary>Adds fields to an index.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="mapping">For example <c>{"properties":{"temperature":{"type":"double"}}}</c>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ElasticsearchException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or took too long.</exception>
    public async Task PutMappingAsync(string index, string mapping, CancellationToken cancel = default)
    {
        string path = Path(index, "_mapping");
        path = await HasTypesAsync(cancel).ConfigureAwait(false) ? $"{path}{Path(_type)}" : path;
        (await AskAsync(HttpMethod.Put, path, mapping, $"change the mapping of {index}", cancel).ConfigureAwait(false)).Dispose();
    }

    /// <summary>A document as it was stored.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="ElasticsearchException">The server refused; for example, there is no such index.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or took too long.</exception>
    public async Task<JsonDocument?> GetAsync(string index, string id, CancellationToken cancel = default)
    {
        string path = await DocumentPathAsync(index, id, cancel).ConfigureAwait(false);
        (HttpStatusCode status, string answer) = await SendAsync(HttpMethod.Get, path, null, cancel).ConfigureAwait(false);
        if (status == HttpStatusCode.NotFound && !answer.Contains("\"error\"", StringComparison.Ordinal))
        {
            return null;
        }

        ThrowUnlessDone(status, answer, $"get document {id} of {index}");
        using JsonDocument found = JsonDocument.Parse(answer);
        return JsonDocument.Parse(found.RootElement.GetProperty("_source").GetRawText());
    }

    /// <summary>Stores a document, over one with the same id.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="id">Its id.</param>
    /// <param name="document">A JSON object.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ElasticsearchException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or took too long.</exception>
    public async Task IndexAsync(string index, string id, string document, CancellationToken cancel = default)
    {
        string path = await DocumentPathAsync(index, id, cancel).ConfigureAwait(false);
        (await AskAsync(HttpMethod.Put, path, document, $"store document {id} of {index}", cancel).ConfigureAwait(false)).Dispose();
    }

    /// <summary>Changes fields of a document.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="id">Its id.</param>
    /// <param name="fields">A JSON object of the fields to change.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False when there is no such document.</returns>
    /// <exception cref="ElasticsearchException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or took too long.</exception>
    public async Task<bool> UpdateAsync(string index, string id, string fields, CancellationToken cancel = default)
    {
        string path = await HasTypesAsync(cancel).ConfigureAwait(false) ? Path(index, _type, id, "_update") : Path(index, "_update", id);
        return await FoundAsync(HttpMethod.Post, path, $$"""{"doc":{{fields}}}""", $"update document {id} of {index}",
            cancel).ConfigureAwait(false);
    }

    /// <summary>Removes a document.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False when there is no such document.</returns>
    /// <exception cref="ElasticsearchException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or took too long.</exception>
    public async Task<bool> DeleteAsync(string index, string id, CancellationToken cancel = default)
    {
        string path = await DocumentPathAsync(index, id, cancel).ConfigureAwait(false);
        return await FoundAsync(HttpMethod.Delete, path, null, $"delete document {id} of {index}", cancel).ConfigureAwait(false);
    }

    /// <summary>Searches an index.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="query">The search, for example <c>{"query":{"term":{"status":"0"}},"size":20}</c>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The server's answer; what was found is in <c>hits.hits</c>.</returns>
    /// <exception cref="ElasticsearchException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or took too long.</exception>
    public Task<JsonDocument> SearchAsync(string index, string query = "{}", CancellationToken cancel = default) =>
        AskAsync(HttpMethod.Post, Path(index, "_search"), query, $"search {index}", cancel);

    /// <summary>How many documents of an index match.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="query">A search with <c>query</c> only; <c>{}</c> for all.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ElasticsearchException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or took too long.</exception>
    public async Task<long> CountAsync(string index, string query = "{}", CancellationToken cancel = default)
    {
        using JsonDocument answer =
            await AskAsync(HttpMethod.Post, Path(index, "_count"), query, $"count {index}", cancel).ConfigureAwait(false);
        return answer.RootElement.GetProperty("count").GetInt64();
    }

    /// <summary>Makes what was stored until now visible to searches, which otherwise takes about a second.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ElasticsearchException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It could not be reached, or took too long.</exception>
    public async Task RefreshAsync(string index, CancellationToken cancel = default) =>
        (await AskAsync(HttpMethod.Post, Path(index, "_refresh"), null, $"refresh {index}", cancel).ConfigureAwait(false)).Dispose();

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _transport.Dispose();

    private static string Path(params ReadOnlySpan<string> parts)
    {
        var path = new StringBuilder();
        foreach (string part in parts)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(part);
            path.Append('/').Append(Uri.EscapeDataString(part));
        }

        return path.ToString();
    }

    private async ValueTask<bool> HasTypesAsync(CancellationToken cancel)
    {
        using Attempt attempt = _transport.Begin(cancel);
        return await _transport.MajorVersionAsync(attempt).ConfigureAwait(false) < 7;
    }

    private async ValueTask<string> DocumentPathAsync(string index, string id, CancellationToken cancel) =>
        Path(index, await HasTypesAsync(cancel).ConfigureAwait(false) ? _type : "_doc", id);

    private async Task<bool> FoundAsync(HttpMethod method, string path, string? body, string task, CancellationToken cancel)
    {
        (HttpStatusCode status, string answer) = await SendAsync(method, path, body, cancel).ConfigureAwait(false);
        if (status == HttpStatusCode.NotFound)
        {
            return false;
        }

        ThrowUnlessDone(status, answer, task);
        return true;
    }

    private async Task<JsonDocument> AskAsync(HttpMethod method, string path, string? body, string task, CancellationToken cancel)
    {
        (HttpStatusCode status, string answer) = await SendAsync(method, path, body, cancel).ConfigureAwait(false);
        ThrowUnlessDone(status, answer, task);
        return JsonDocument.Parse(answer);
    }

    private async Task<(HttpStatusCode Status, string Answer)> SendAsync(HttpMethod method, string path, string? body,
        CancellationToken cancel)
    {
        using Attempt attempt = _transport.Begin(cancel);
        using BodyContent? content = body is null ? null : new BodyContent(Encoding.UTF8.GetBytes(body), s_json, compress: false);
        using HttpResponseMessage response = await _transport.SendAsync(method, path, content, attempt).ConfigureAwait(false);
        return (response.StatusCode, await ElasticsearchTransport.TextAsync(response, AnswerBytesMax, attempt).ConfigureAwait(false));
    }

    private void ThrowUnlessDone(HttpStatusCode status, string answer, string task)
    {
        if ((int)status is < 200 or >= 300)
        {
            throw _transport.Refused(task, status, answer);
        }
    }
}
