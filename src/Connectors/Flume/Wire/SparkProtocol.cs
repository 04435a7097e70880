using System.Security.Cryptography;
using System.Text.Json;

namespace HotStream.Flume;

/// <summary>
/// The protocol of Spark's sink of Flume, SparkFlumeProtocol: <c>getEventBatch</c> opens a transaction and gives its events with a sequence
/// number, <c>ack</c> commits it, <c>nack</c> rolls it back, and so does the sink itself when neither comes in time.
/// </summary>
internal static class SparkProtocol
{
    private const string Batch = "EventBatch";
    private const string Event = "SparkSinkEvent";

    public static ReadOnlySpan<byte> Text => """
        {"protocol":"SparkFlumeProtocol","namespace":"org.apache.spark.streaming.flume.sink","types":[
        {"type":"record","name":"SparkSinkEvent","fields":[
        {"name":"headers","type":{"type":"map","values":"string"}},{"name":"body","type":"bytes"}]},
        {"type":"record","name":"EventBatch","fields":[{"name":"errorMsg","type":"string","default":""},
        {"name":"sequenceNumber","type":"string"},{"name":"events","type":{"type":"array","items":"SparkSinkEvent"}}]}],
        "messages":{"getEventBatch":{"request":[{"name":"n","type":"int"}],"response":"EventBatch"},
        "ack":{"request":[{"name":"sequenceNumber","type":"string"}],"response":"null"},
        "nack":{"request":[{"name":"sequenceNumber","type":"string"}],"response":"null"}}}
        """u8;

    public static FlumeService Sink { get; } = new(Text.ToArray(), SHA256.HashData(Text)[..FlumeProtocol.HashLength], FindProblem);

    /// <summary>Why a server that has this text cannot be pulled from, or null.</summary>
    public static string? FindProblem(ReadOnlySpan<byte> text) => AvroProtocol.FindProblem(text, static protocol =>
        !AvroProtocol.HasMessage(protocol, "getEventBatch")
            ? "its protocol has no getEventBatch: it is no Spark sink of Flume (org.apache.spark.streaming.flume.sink.SparkSink)"
        : AvroProtocol.Find(protocol, Event, "fields") is not { } item || !AvroProtocol.IsEvent(item)
            ? $"its {Event} is not a map of texts, headers, and bytes, body, in this order"
        : AvroProtocol.Find(protocol, Batch, "fields") is not { } batch || !IsBatch(batch.GetProperty("fields"))
            ? $"its {Batch} is not two texts, errorMsg and sequenceNumber, and a list, events, in this order"
        : null);

    private static bool IsBatch(JsonElement fields) => fields.GetArrayLength() == 3
        && AvroProtocol.IsField(fields[0], "errorMsg", "string") && AvroProtocol.IsField(fields[1], "sequenceNumber", "string")
        && fields[2].GetProperty("name").ValueEquals("events") && fields[2].GetProperty("type").GetProperty("type").ValueEquals("array");
}
