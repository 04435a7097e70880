using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HotStream.StandIn;

/// <summary>
/// The part of Elasticsearch that HotStream talks to, on loopback and in memory: <c>/</c>, <c>_bulk</c>, indices, mappings, documents, and
/// searches for all documents or for those with one value. It can be told to fail in the ways a cluster does (<see cref="Faults"/>). It
/// understands no more than that, and nobody should keep data in it.
/// </summary>
public sealed class ElasticsearchStandIn : IDisposable
{
    private readonly LoopbackServer _server;
    private readonly IndexStore _store = new();
    private readonly BulkEndpoint _bulk;
    private readonly DocumentEndpoint _documents;

    /// <summary>Starts listening.</summary>
    /// <param name="port">0 for any that is free.</param>
    /// <param name="discard">Whether documents are only counted.</param>
    /// <param name="version">What <c>/</c> says; before 7, paths must have a type.</param>
    /// <param name="certificate">Makes it https.</param>
    /// <param name="sentAlong">Certificates sent with it.</param>
    public ElasticsearchStandIn(int port = 0, bool discard = false, string version = "8.15.0", X509Certificate2? certificate = null,
        X509Certificate2Collection? sentAlong = null)
    {
        bool hasTypes = version[0] is >= '1' and < '7';
        _bulk = new BulkEndpoint(_store, Faults, discard, hasTypes);
        _documents = new DocumentEndpoint(_store, hasTypes);
        Version = version;
        _server = new LoopbackServer(ServeAsync, port, certificate, sentAlong);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => _server.Address;

    public string Version { get; }

    public Faults Faults { get; } = new();

    /// <summary>Value of the Authorization header that is asked for; null lets all in.</summary>
    public string? Authorization { get; set; }

    /// <summary>Documents counted when they are discarded.</summary>
    public long Discarded => _bulk.Discarded;

    /// <summary>Bulk requests that came, refused ones included.</summary>
    public int BulkRequests => _bulk.Requests;

    /// <summary>Most bulk requests at a time.</summary>
    public int MostConcurrent => _bulk.MostConcurrent;

    /// <summary>Paths and queries of bulk requests, in the order they came; not kept when documents are discarded.</summary>
    public IReadOnlyList<string> BulkPaths => _bulk.Paths;

    /// <summary>Documents of an index by id; empty for an index that does not exist.</summary>
    public IReadOnlyDictionary<string, string> Documents(string index) => _store.Documents(index);

    /// <summary>Routing value that came with a document; null for none.</summary>
    public string? RoutingOf(string index, string id) => _store.Find(index, id)?.Routing;

    /// <summary>Closes or opens an index.</summary>
    public void SetOpen(string index, bool isOpen) => _store.SetOpen(index, isOpen);

    /// <summary>Blocks writing to an index, or lifts the block.</summary>
    public void SetBlocked(string index, bool isBlocked) => _store.SetBlocked(index, isBlocked);

    /// <summary>Makes an index.</summary>
    public void Create(string index) => _store.Create(index);

    public void Dispose() => _server.Dispose();

    private async Task ServeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string[] path = [.. request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        if (Authorization is { } wanted && request.Headers.Authorization != wanted)
        {
            await AnswerAsync(context, 401,
                """{"error":{"type":"security_exception","reason":"missing authentication credentials"},"status":401}""");
        }
        else if (path is [])
        {
            await AnswerAsync(context, 200,
                $$$"""{"name":"stand-in","version":{"number":"{{{Version}}}"},"tagline":"You Know, for Tests"}""");
        }
        else if (path is ["_standin"])
        {
            Faults.Set(request.Query);
            await AnswerAsync(context, 200,
                JsonSerializer.Serialize(new Dictionary<string, long> { ["discarded"] = Discarded, ["bulk_requests"] = BulkRequests }));
        }
        else if (path[^1] == "_bulk")
        {
            await _bulk.ServeAsync(context, path);
        }
        else
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            (int status, string answer) = _documents.Serve(request.Method, path, Encoding.UTF8.GetString(body.ToArray()));
            await AnswerAsync(context, status, answer);
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }
}
