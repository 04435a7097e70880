using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HotStream.Http;

/// <summary>How a request says what its body holds.</summary>
internal static class HttpBodyKinds
{
    public const string Known = "text/plain (lines), application/x-ndjson (lines of JSON), application/json (a document, or an array of "
        + "them); or post to a path that ends in /_bulk";

    public static HttpBodyKind Of(HttpRequest request)
    {
        if (request.Path.Value is { } path && path.TrimEnd('/').EndsWith("/_bulk", StringComparison.Ordinal))
        {
            return HttpBodyKind.Bulk;
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type))
        {
            return HttpBodyKind.Unknown;
        }

        return type.MediaType.Value?.ToUpperInvariant() switch
        {
            "TEXT/PLAIN" => HttpBodyKind.Lines,
            "APPLICATION/X-NDJSON" or "APPLICATION/NDJSON" or "APPLICATION/JSONL" => HttpBodyKind.JsonLines,
            "APPLICATION/JSON" => HttpBodyKind.Json,
            { } other when other.EndsWith("+JSON", StringComparison.Ordinal) => HttpBodyKind.Json,
            _ => HttpBodyKind.Unknown,
        };
    }

    /// <summary>What records are called that name no place: of <c>/index/_bulk</c> the index, else the path.</summary>
    public static string TargetOf(HttpRequest request, HttpBodyKind kind)
    {
        string path = request.Path.Value ?? "";
        return kind == HttpBodyKind.Bulk ? path.TrimEnd('/')[..^"/_bulk".Length].TrimStart('/') : path;
    }
}
