using System.Globalization;
using System.Text.Json;

namespace HotStream.Kinesis;

/// <summary>Reads what DynamoDB answers about leases. Whatever comes, it is taken or refused as no answer.</summary>
internal static class LeaseReader
{
    /// <summary>The leases of a page.</summary>
    /// <param name="bytes">The answer of <c>Scan</c>.</param>
    /// <param name="leases">Takes them.</param>
    /// <returns>The key at which the next page begins; null at the end.</returns>
    /// <exception cref="JsonException">It is no answer.</exception>
    public static string? ReadPage(ReadOnlySpan<byte> bytes, List<Lease> leases)
    {
        using JsonDocument json = JsonDocument.Parse(bytes.ToArray());
        if (Member(json.RootElement, "Items") is not { ValueKind: JsonValueKind.Array } items)
        {
            throw new JsonException("It has no items.");
        }

        foreach (JsonElement item in items.EnumerateArray())
        {
            leases.Add(ReadItem(item));
        }

        return Member(json.RootElement, "LastEvaluatedKey") is { ValueKind: JsonValueKind.Object } last
            ? Text(last, LeaseNames.Key) ?? throw new JsonException("The key of the next page is missing.") : null;
    }

    /// <summary>One lease, of the answer to <c>GetItem</c> or <c>UpdateItem</c>; null when there is none.</summary>
    /// <exception cref="JsonException">It is no answer.</exception>
    public static Lease? ReadOne(ReadOnlySpan<byte> bytes)
    {
        using JsonDocument json = JsonDocument.Parse(bytes.ToArray());
        return (Member(json.RootElement, "Attributes") ?? Member(json.RootElement, "Item")) is { } item ? ReadItem(item) : null;
    }

    /// <summary>State of a table, and whether its key is that of leases.</summary>
    /// <exception cref="JsonException">It is no answer.</exception>
    public static (string Status, bool IsOfLeases) ReadTable(ReadOnlySpan<byte> bytes)
    {
        using JsonDocument json = JsonDocument.Parse(bytes.ToArray());
        if (Member(json.RootElement, "Table") is not { ValueKind: JsonValueKind.Object } table
            || Member(table, "TableStatus") is not { ValueKind: JsonValueKind.String } status
            || Member(table, "KeySchema") is not { ValueKind: JsonValueKind.Array } key
            || Member(table, "AttributeDefinitions") is not { ValueKind: JsonValueKind.Array } types)
        {
            throw new JsonException("It does not describe a table.");
        }

        bool isKey = key.GetArrayLength() == 1 && Says(key[0], "AttributeName", LeaseNames.Key);
        bool isText = false;
        foreach (JsonElement type in types.EnumerateArray())
        {
            isText |= Says(type, "AttributeName", LeaseNames.Key) && Says(type, "AttributeType", "S");
        }

        return (status.GetString()!, isKey && isText);
    }

    private static Lease ReadItem(JsonElement item)
    {
        string shard = Text(item, LeaseNames.Key) is { Length: > 0 } key ? key : throw new JsonException("A lease has no key.");
        string? owner = Text(item, LeaseNames.Owner);
        return new Lease(shard, owner is { Length: > 0 } ? owner : null, Number(item, LeaseNames.Counter) ?? 0,
            Text(item, LeaseNames.Checkpoint) ?? "")
        {
            Part = Math.Max(0, Number(item, LeaseNames.Part) ?? 0),
            ReadUpTo = Number(item, LeaseNames.ReadUpTo),
            Switches = Number(item, LeaseNames.Switches) ?? 0,
            Parents = Texts(item, LeaseNames.Parents),
            WantedBy = Text(item, LeaseNames.WantedBy),
            Stream = Text(item, LeaseNames.Stream),
        };
    }

    private static List<string> Texts(JsonElement item, string name)
    {
        List<string> texts = [];
        if (Member(item, name) is { } value && Member(value, "SS") is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (JsonElement text in list.EnumerateArray())
            {
                texts.Add(text.ValueKind == JsonValueKind.String ? text.GetString()! : throw new JsonException("A parent is no text."));
            }
        }

        return texts;
    }

    private static string? Text(JsonElement item, string name) =>
        Member(item, name) is { } value && Member(value, "S") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static long? Number(JsonElement item, string name) =>
        Member(item, name) is { } value && Member(value, "N") is { ValueKind: JsonValueKind.String } text
            && long.TryParse(text.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number : null;

    private static bool Says(JsonElement of, string name, string value) =>
        Member(of, name) is { ValueKind: JsonValueKind.String } text && text.ValueEquals(value);

    private static JsonElement? Member(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out JsonElement member) ? member : null;
}
