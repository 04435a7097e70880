using System.Text.Json;

namespace HotStream.Flume;

/// <summary>What the text of a protocol says: its records, enumerations and their types, wherever in it they are declared.</summary>
internal static class AvroProtocol
{
    /// <summary>Reads a text of somebody else's.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="find">What is wrong with what it says, or null.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? FindProblem(ReadOnlySpan<byte> text, Func<JsonElement, string?> find)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return find(document.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return "its protocol is no protocol of Avro";
        }
    }

    /// <summary>Whether the protocol has a message.</summary>
    public static bool HasMessage(JsonElement protocol, string name) => protocol.GetProperty("messages").TryGetProperty(name, out _);

    /// <summary>The record (<c>fields</c>) or enumeration (<c>symbols</c>) of a name.</summary>
    public static JsonElement? Find(JsonElement element, string name, string has)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                if (Find(item, name, has) is { } found)
                {
                    return found;
                }
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty(has, out _) && element.TryGetProperty("name", out JsonElement own) && own.ValueEquals(name))
            {
                return element;
            }

            foreach (JsonProperty property in element.EnumerateObject())
            {
                if (Find(property.Value, name, has) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    /// <summary>Whether a record is an event: a map of texts, headers, and bytes, body, in this order.</summary>
    public static bool IsEvent(JsonElement record)
    {
        JsonElement fields = record.GetProperty("fields");
        if (fields.GetArrayLength() != 2)
        {
            return false;
        }

        JsonElement headers = fields[0].GetProperty("type");
        return IsField(fields[1], "body", "bytes") && fields[0].GetProperty("name").ValueEquals("headers")
            && headers.ValueKind == JsonValueKind.Object && headers.GetProperty("type").ValueEquals("map")
            && TypeOf(headers.GetProperty("values")) == "string";
    }

    /// <summary>Whether a field has a name and a plain type.</summary>
    public static bool IsField(JsonElement field, string name, string type) =>
        field.GetProperty("name").ValueEquals(name) && TypeOf(field.GetProperty("type")) == type;

    private static string? TypeOf(JsonElement type) =>
        type.ValueKind == JsonValueKind.Object ? TypeOf(type.GetProperty("type")) : type.GetString();
}
