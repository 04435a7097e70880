using System.Text.Json;

namespace HotStream.Conformance;

/// <summary>A JSON object read by name; what is missing or of the wrong kind is said with the name of its owner.</summary>
internal sealed class Fields
{
    private readonly string _owner;
    private readonly JsonElement _json;

    public Fields(string owner, JsonElement json)
    {
        _owner = owner;
        _json = json.ValueKind == JsonValueKind.Object ? json : throw new CorpusException($"{owner} is not an object");
    }

    public bool Has(string name) => _json.TryGetProperty(name, out JsonElement json) && json.ValueKind != JsonValueKind.Null;

    public string String(string name) => Get(name, JsonValueKind.String).GetString()!;

    public long Long(string name) =>
        Get(name, JsonValueKind.Number).TryGetInt64(out long number) ? number : throw Wrong(name, "a whole number");

    public long Long(string name, long otherwise) => Has(name) ? Long(name) : otherwise;

    public int Int(string name) => Long(name) is var number and >= int.MinValue and <= int.MaxValue
        ? (int)number
        : throw Wrong(name, "a small number");

    public double Double(string name) => Get(name, JsonValueKind.Number).GetDouble();

    public double Double(string name, double otherwise) => Has(name) ? Double(name) : otherwise;

    public bool Bool(string name, bool otherwise) => !Has(name)
        ? otherwise
        : _json.GetProperty(name).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(name, "true or false"),
        };

    public Fields Object(string name) => new($"{_owner}: {name}", Get(name, JsonValueKind.Object));

    public IReadOnlyList<JsonElement> List(string name) => [.. Get(name, JsonValueKind.Array).EnumerateArray()];

    public IReadOnlyList<Value> Values(string name) => [.. List(name).Select(Value.Parse)];

    /// <summary>A list of steps; none when the name is missing.</summary>
    public IReadOnlyList<Step> Steps(string name) => Has(name) ? Step.List($"{_owner}: {name}", Get(name, JsonValueKind.Array)) : [];

    /// <summary>A list of lists of steps.</summary>
    public IReadOnlyList<IReadOnlyList<Step>> Branches(string name) =>
        [.. List(name).Select(branch => Step.List($"{_owner}: {name}", branch))];

    private JsonElement Get(string name, JsonValueKind kind) => _json.TryGetProperty(name, out JsonElement json)
        ? json.ValueKind == kind ? json : throw Wrong(name, $"of kind {kind}")
        : throw new CorpusException($"{_owner} has no {name}");

    private CorpusException Wrong(string name, string wanted) => new($"{_owner}: {name} is not {wanted}");
}
