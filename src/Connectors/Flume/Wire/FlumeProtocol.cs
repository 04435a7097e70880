using System.Security.Cryptography;
using System.Text.Json;

namespace HotStream.Flume;

/// <summary>
/// Flume's AvroSourceProtocol: an event is a map of texts and bytes; <c>append</c> takes one, <c>appendBatch</c> a list; both answer with a
/// status. What the other side's own text of the protocol says of an event must be the same, since it is read so.
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

    /// <summary>Agents, for whom sends to them.</summary>
    public static FlumeService Agent { get; } = new(Text.ToArray(), Hash, FindProblemOfAgent);

    /// <summary>Why a client that has this text cannot be understood, or null.</summary>
    public static string? FindProblem(ReadOnlySpan<byte> text) => AvroProtocol.FindProblem(text, static protocol =>
        !AvroProtocol.HasMessage(protocol, "append") && !AvroProtocol.HasMessage(protocol, "appendBatch")
            ? "its protocol has neither append nor appendBatch: it is not Flume's AvroSourceProtocol"
            : FindProblemOfEvent(protocol));

    /// <summary>Why an agent that has this text cannot be sent to, or null.</summary>
    private static string? FindProblemOfAgent(ReadOnlySpan<byte> text) => AvroProtocol.FindProblem(text, static protocol =>
        !AvroProtocol.HasMessage(protocol, "appendBatch") ? "its protocol has no appendBatch: it is no Avro source of Flume"
        : AvroProtocol.Find(protocol, "Status", "symbols") is not { } status || !IsStatus(status.GetProperty("symbols"))
            ? "its Status is not OK, FAILED, UNKNOWN, in this order"
        : FindProblemOfEvent(protocol));

    private static string? FindProblemOfEvent(JsonElement protocol) =>
        AvroProtocol.Find(protocol, Event, "fields") is not { } record ? $"its protocol has no record {Event}"
        : AvroProtocol.IsEvent(record) ? null
        : $"its {Event} is not a map of texts, headers, and bytes, body, in this order";

    private static bool IsStatus(JsonElement symbols) => symbols.GetArrayLength() == 3 && symbols[0].ValueEquals("OK")
        && symbols[1].ValueEquals("FAILED") && symbols[2].ValueEquals("UNKNOWN");
}
