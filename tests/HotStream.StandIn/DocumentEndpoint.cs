using System.Text.Json.Nodes;

namespace HotStream.StandIn;

/// <summary>Indices, mappings, single documents and searches.</summary>
internal sealed class DocumentEndpoint(IndexStore store, bool hasTypes)
{
    private const string Done = """{"acknowledged":true}""";

    public (int Status, string Answer) Serve(string method, string[] path, string body) => (method, path) switch
    {
        ("GET", ["_cat", "indices", ..]) => (200, List(path.Length > 2 ? path[2] : "*")),
        ("PUT", [var index]) => store.Create(index) ? (200, Created(index, body))
            : Error(400, "resource_already_exists_exception", $"index [{index}] already exists"),
        ("DELETE", [var index]) => store.Delete(index) ? (200, Done) : Error(404, "index_not_found_exception", $"no such index [{index}]"),
        (_, [var index, ..]) when method is "GET" && !store.Exists(index) =>
            Error(404, "index_not_found_exception", $"no such index [{index}]"),
        ("GET", [var index, "_mapping", ..]) => (200, MappingOf(index)),
        ("PUT", [var index, "_mapping", ..]) => (200, Created(index, $$"""{"mappings":{{body}}}""")),
        ("POST", [var index, "_close"]) =>
            store.SetOpen(index, isOpen: false) ? (200, Done) : Error(404, "index_not_found_exception", $"no such index [{index}]"),
        ("POST", [var index, "_open"]) =>
            store.SetOpen(index, isOpen: true) ? (200, Done) : Error(404, "index_not_found_exception", $"no such index [{index}]"),
        ("PUT", [var index, "_block", "write"]) => Blocked(index, isBlocked: true),
        ("PUT", [var index, "_settings"]) => Blocked(index, body.Contains("true", StringComparison.Ordinal)),
        ("POST", [_, "_refresh"]) => (200, "{}"),
        ("POST", [var index, "_search"]) => (200, Search(index, body)),
        ("POST", [var index, "_count"]) => (200, new JsonObject { ["count"] = Matching(index, body).Count }.ToJsonString()),
        ("POST", [var index, "_update", var id]) when !hasTypes => Stored("update", index, id, body),
        ("POST", [var index, _, var id, "_update"]) when hasTypes => Stored("update", index, id, body),
        ("GET", [var index, var type, var id]) when IsType(type) => Get(index, id),
        ("PUT", [var index, var type, var id]) when IsType(type) => Stored("index", index, id, body),
        ("DELETE", [var index, var type, var id]) when IsType(type) => Stored("delete", index, id, body),
        _ => Error(400, "illegal_argument_exception", $"no handler found for {method} /{string.Join('/', path)}"),
    };

    private (int Status, string Answer) Blocked(string index, bool isBlocked)
    {
        store.SetBlocked(index, isBlocked);
        return (200, Done);
    }

    private bool IsType(string type) => hasTypes || type == "_doc";

    private static (int Status, string Answer) Error(int status, string type, string reason) =>
        (status, new JsonObject
        {
            ["error"] = new JsonObject { ["type"] = type, ["reason"] = reason },
            ["status"] = status
        }.ToJsonString());

    private string List(string pattern)
    {
        IEnumerable<string> names = store.Names.Where(name => pattern.EndsWith('*')
            ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern);
        return new JsonArray([.. names.Select(name => new JsonObject { ["index"] = name })]).ToJsonString();
    }

    private string Created(string index, string body)
    {
        if (body.Length > 0 && JsonNode.Parse(body)?["mappings"]?["properties"] is JsonObject properties)
        {
            store.AddMapping(index, properties);
        }

        return Done;
    }

    private string MappingOf(string index) => new JsonObject
    {
        [index] = new JsonObject { ["mappings"] = new JsonObject { ["properties"] = store.Mapping(index) } },
    }.ToJsonString();

    private (int Status, string Answer) Get(string index, string id) => store.Find(index, id) is { } document
        ? (200, new JsonObject { ["_id"] = id, ["found"] = true, ["_source"] = JsonNode.Parse(document.Json) }.ToJsonString())
        : (404, new JsonObject { ["_id"] = id, ["found"] = false }.ToJsonString());

    private (int Status, string Answer) Stored(string operation, string index, string id, string body)
    {
        int status = store.Do(operation, index, id, null, body);
        return status == 404 && operation == "update" ? Error(404, "document_missing_exception", $"[{id}]: document missing")
            : (status, new JsonObject { ["_id"] = id }.ToJsonString());
    }

    private List<KeyValuePair<string, string>> Matching(string index, string body)
    {
        JsonNode? query = body.Length == 0 ? null : JsonNode.Parse(body)?["query"];
        (string Field, JsonNode? Value)? term = query?["term"] is JsonObject terms
            ? terms.Select(pair => (pair.Key, pair.Value)).Single() : null;
        return [.. store.Documents(index)
            .Where(pair => term is not { } wanted || JsonNode.DeepEquals(JsonNode.Parse(pair.Value)?[wanted.Field],
                wanted.Value is JsonObject long_ ? long_["value"] : wanted.Value))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)];
    }

    private string Search(string index, string body)
    {
        List<KeyValuePair<string, string>> found = Matching(index, body);
        int size = body.Length > 0 && JsonNode.Parse(body)?["size"] is { } wanted ? wanted.GetValue<int>() : 10;
        var hits = new JsonArray([.. found.Take(size)
            .Select(pair => new JsonObject { ["_index"] = index, ["_id"] = pair.Key, ["_source"] = JsonNode.Parse(pair.Value) })]);
        return new JsonObject
        {
            ["hits"] = new JsonObject
            { ["total"] = new JsonObject { ["value"] = found.Count, ["relation"] = "eq" }, ["hits"] = hits }
        }.ToJsonString();
    }
}
