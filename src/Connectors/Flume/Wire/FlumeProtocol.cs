using System.Security.Cryptography;
using System.Text.Json;

namespace HotStream.Flume;

/// <summary>
/// Flume's AvroSourceProtocol: an event is a map of texts and bytes; <c>append</c> takes one, <c>appendBatch</c> a list; both answer with a
/// status. What a client's own text of the protocol says of an event must be the same, since it is read so.
/// </summary>
internal static class FlumeProtocol
{
    public const int HashLength = 16;

    private const string Event = "AvroFlumeEvent";

    public static ReadOnlySpan<byte> Text => """
        {"protocol":"AvroSourceProtocol","namespace":"org.apache.flume.source.avro","types":[
        {"type":"enum","name":"Status","symbols":["OK","FAILED","UNKNOWN"]},
        {"type":"record","name":"AvroFlumeEvent","fields":[
        {"name":"headers","type":{"type":"map","values":"string"}},{"name":"body","type":"bytes"}]}],
        "messages":{"append":{"request":[{"name":"event","type":"AvroFlumeEvent"}],"response":"Status"},
        "appendBatch":{"request":[{"name":"events","type":{"type":"array","items":"AvroFlumeEvent"}}],"response":"Status"}}}
        """u8;

    /// <summary>What names our text. Only we compare it; a client that has another one for the same protocol is sent the text.</summary>
    public static byte[] Hash { get; } = SHA256.HashData(Text)[..HashLength];

    /// <summary>Why a client that has this text cannot be understood, or null.</summary>
    public static string? FindProblem(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement messages = document.RootElement.GetProperty("messages");
            bool isKnown = messages.TryGetProperty("append", out _) || messages.TryGetProperty("appendBatch", out _);
            if (!isKnown)
            {
                return "its protocol has neither append nor appendBatch: it is not Flume's AvroSourceProtocol";
            }

            return Find(document.RootElement, Event) is not { } record ? $"its protocol has no record {Event}"
                : IsOurs(record) ? null
                : $"its {Event} is not a map of texts, headers, and bytes, body, in this order";
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return "its protocol is no protocol of Avro";
        }
    }

    /// <summary>The record of a name, wherever in the text it is declared.</summary>
    private static JsonElement? Find(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                if (Find(item, name) is { } found)
                {
                    return found;
                }
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty("fields", out _) && element.TryGetProperty("name", out JsonElement own) && own.ValueEquals(name))
            {
                return element;
            }

            foreach (JsonProperty property in element.EnumerateObject())
            {
                if (Find(property.Value, name) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private static bool IsOurs(JsonElement record)
    {
        JsonElement fields = record.GetProperty("fields");
        if (fields.GetArrayLength() != 2)
        {
            return false;
        }

        JsonElement headers = fields[0].GetProperty("type");
        return fields[0].GetProperty("name").ValueEquals("headers") && fields[1].GetProperty("name").ValueEquals("body")
            && headers.ValueKind == JsonValueKind.Object && headers.GetProperty("type").ValueEquals("map")
            && TypeOf(headers.GetProperty("values")) == "string" && TypeOf(fields[1].GetProperty("type")) == "bytes";
    }

    private static string? TypeOf(JsonElement type) =>
        type.ValueKind == JsonValueKind.Object ? TypeOf(type.GetProperty("type")) : type.GetString();
}
