namespace HotStream.Kinesis;

/// <summary>
/// A change of one item under a condition, as <c>UpdateItem</c> takes it. Names stand apart, so that none is a reserved word.
/// </summary>
internal sealed class LeaseUpdate(string table, string shard)
{
    private readonly List<(string Name, string? Text, long Number)> _sets = [];
    private readonly List<string> _removes = [];
    private readonly List<string> _conditions = [];
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<(string Place, string? Text, long Number)> _values = [];

    public LeaseUpdate Set(string name, string text) => Set(name, text, 0);

    public LeaseUpdate Set(string name, long number) => Set(name, null, number);

    public LeaseUpdate Remove(string name)
    {
        _removes.Add(name);
        _names.Add(name);
        return this;
    }

    /// <summary>Only while an attribute has a value; null for none.</summary>
    public LeaseUpdate When(string name, string? text) => text is null ? WhenNot(name) : When(name, text, 0);

    public LeaseUpdate When(string name, long number) => When(name, null, number);

    public LeaseUpdate WhenNot(string name)
    {
        _names.Add(name);
        _conditions.Add($"attribute_not_exists(#{name})");
        return this;
    }

    public ReadOnlyMemory<byte> Body() => LeaseRequests.Write(json =>
    {
        json.WriteString("TableName"u8, table);
        LeaseRequests.WriteKey(json, "Key", shard);
        string sets = string.Join(", ", _sets.Select(static set => $"#{set.Name} = :{set.Name}"));
        string removes = string.Join(", ", _removes.Select(static name => $"#{name}"));
        json.WriteString("UpdateExpression"u8,
            (sets.Length > 0 ? $"SET {sets} " : "") + (removes.Length > 0 ? $"REMOVE {removes}" : ""));
        json.WriteString("ConditionExpression"u8, string.Join(" AND ", _conditions));
        json.WriteStartObject("ExpressionAttributeNames"u8);
        foreach (string name in _names)
        {
            json.WriteString($"#{name}", name);
        }

        json.WriteEndObject();
        json.WriteStartObject("ExpressionAttributeValues"u8);
        foreach ((string place, string? text, long number) in _values)
        {
            LeaseRequests.WriteValue(json, place, text, number);
        }

        json.WriteEndObject();
        json.WriteString("ReturnValues"u8, "ALL_NEW"u8);
    });

    private LeaseUpdate Set(string name, string? text, long number)
    {
        _sets.Add((name, text, number));
        _names.Add(name);
        _values.Add(($":{name}", text, number));
        return this;
    }

    private LeaseUpdate When(string name, string? text, long number)
    {
        _names.Add(name);
        _conditions.Add($"#{name} = :was{name}");
        _values.Add(($":was{name}", text, number));
        return this;
    }
}
