using System.Text.Json.Nodes;

namespace HotStream.StandIn;

/// <summary>Indices and their documents. Thread-safe by one lock.</summary>
internal sealed class IndexStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Dictionary<string, StoredDocument>> _indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> _mappings = [];
    private readonly HashSet<string> _closed = [];
    private readonly HashSet<string> _blocked = [];
    private int _nextId;

    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _indices.Keys];
            }
        }
    }

    /// <summary>Opens or closes an index; false when there is none.</summary>
    public bool SetOpen(string index, bool isOpen)
    {
        lock (_gate)
        {
            _ = isOpen ? _closed.Remove(index) : _closed.Add(index);
            return _indices.ContainsKey(index);
        }
    }

    /// <summary>Blocks writing to an index, as a full disk does, or lifts the block.</summary>
    public void SetBlocked(string index, bool isBlocked)
    {
        lock (_gate)
        {
            _ = isBlocked ? _blocked.Add(index) : _blocked.Remove(index);
        }
    }

    /// <summary>What an index answers to whatever is written to it: status, type and reason; null when it takes documents.</summary>
    public (int Status, string Type, string Reason)? StateError(string index, bool isMade)
    {
        lock (_gate)
        {
            return _closed.Contains(index) ? (400, "index_closed_exception", "closed")
                : _blocked.Contains(index)
                ? (403, "cluster_block_exception", $"index [{index}] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];")
                : !isMade && !_indices.ContainsKey(index)
                ? (404, "index_not_found_exception", $"no such index [{index}] and [action.auto_create_index] is [false]")
                : null;
        }
    }

    public bool Exists(string index)
    {
        lock (_gate)
        {
            return _indices.ContainsKey(index);
        }
    }

    public bool Create(string index)
    {
        lock (_gate)
        {
            return _indices.TryAdd(index, []);
        }
    }

    public bool Delete(string index)
    {
        lock (_gate)
        {
            _mappings.Remove(index);
            return _indices.Remove(index);
        }
    }

    public JsonObject Mapping(string index)
    {
        lock (_gate)
        {
            return _mappings.TryGetValue(index, out JsonObject? mapping) ? (JsonObject)mapping.DeepClone() : [];
        }
    }

    public void AddMapping(string index, JsonObject properties)
    {
        lock (_gate)
        {
            if (!_mappings.TryGetValue(index, out JsonObject? mapping))
            {
                _mappings[index] = mapping = [];
            }

            foreach ((string name, JsonNode? type) in properties)
            {
                mapping[name] = type?.DeepClone();
            }
        }
    }

    public IReadOnlyDictionary<string, string> Documents(string index)
    {
        lock (_gate)
        {
            return _indices.TryGetValue(index, out Dictionary<string, StoredDocument>? documents)
                ? documents.ToDictionary(pair => pair.Key, pair => pair.Value.Json)
                : [];
        }
    }

    public StoredDocument? Find(string index, string id)
    {
        lock (_gate)
        {
            return _indices.TryGetValue(index, out Dictionary<string, StoredDocument>? documents) ? documents.GetValueOrDefault(id) : null;
        }
    }

    /// <summary>Does one operation; the status Elasticsearch would answer.</summary>
    public int Do(string operation, string index, string? id, string? routing, string json)
    {
        lock (_gate)
        {
            if (!_indices.TryGetValue(index, out Dictionary<string, StoredDocument>? documents))
            {
                _indices[index] = documents = [];
            }

            id ??= $"made-{++_nextId}";
            StoredDocument? old = documents.GetValueOrDefault(id);
            switch (operation)
            {
                case "create" when old is not null:
                    return 409;
                case "delete":
                    return documents.Remove(id) ? 200 : 404;
                case "update":
                    JsonObject change = JsonNode.Parse(json)!.AsObject();
                    if (old is null && change["doc_as_upsert"]?.GetValue<bool>() != true)
                    {
                        return 404;
                    }

                    JsonObject merged = old is null ? [] : JsonNode.Parse(old.Json)!.AsObject();
                    foreach ((string name, JsonNode? value) in change["doc"]!.AsObject())
                    {
                        merged[name] = value?.DeepClone();
                    }

                    json = merged.ToJsonString();
                    break;
            }

            documents[id] = new StoredDocument(json, routing, (old?.Version ?? 0) + 1);
            return old is null ? 201 : 200;
        }
    }
}
