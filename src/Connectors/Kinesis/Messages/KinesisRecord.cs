using System.Globalization;

namespace HotStream;

/// <summary>
/// A record of a stream of Kinesis. Its texts lie where they were read and live as long as their batch. It carries its data as payload, so
/// that <c>ParseJson</c>, <c>ParseCsv</c> and their kin work on streams of it.
/// </summary>
public readonly struct KinesisRecord : IPayloadRecord<KinesisRecord>
{
    private readonly long _milliseconds;
    private readonly long _part;

    /// <summary>A record that did not come from a stream: for tests, and for what is sent once more.</summary>
    /// <param name="partitionKey">Its partition key.</param>
    /// <param name="payload">Its data.</param>
    /// <param name="sequenceNumber">Its sequence number, digits.</param>
    /// <param name="subSequenceNumber">Which of the records that were sent as one, from 0; null for one that was sent alone.</param>
    /// <param name="arrival">When the server got it; null for not known.</param>
    public KinesisRecord(Utf8Slice partitionKey, Utf8Slice payload, Utf8Slice sequenceNumber = default, long? subSequenceNumber = null,
        DateTimeOffset? arrival = null)
        : this(partitionKey, payload, sequenceNumber, subSequenceNumber ?? -1, arrival?.ToUnixTimeMilliseconds() ?? 0)
    {
    }

    internal KinesisRecord(Utf8Slice partitionKey, Utf8Slice payload, Utf8Slice sequenceNumber, long part, long milliseconds) =>
        (PartitionKey, Payload, SequenceNumber, _part, _milliseconds) = (partitionKey, payload, sequenceNumber, part, milliseconds);

    /// <summary>The partition key, by which the server chose its shard.</summary>
    public Utf8Slice PartitionKey { get; }

    /// <summary>The data, any bytes.</summary>
    public Utf8Slice Payload { get; }

    /// <summary>Its place in its shard: a number of up to 129 digits, which grows. Records that were sent as one have the same.</summary>
    public Utf8Slice SequenceNumber { get; }

    /// <summary>Which of the records that were sent as one, from 0; null for one that was sent alone.</summary>
    public long? SubSequenceNumber => _part < 0 ? null : _part;

    /// <summary>When the server got it; null where it does not say.</summary>
    public DateTimeOffset? Arrival => _milliseconds <= 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(_milliseconds);

    string IPayloadRecord<KinesisRecord>.Source => PositionOf(SequenceNumber.Bytes, _part);

    KinesisRecord IPayloadRecord<KinesisRecord>.WithPayload(Utf8Slice payload) =>
        new(PartitionKey, payload, SequenceNumber, _part, _milliseconds);

    /// <summary>Partition key and data, as text that is fit to be shown.</summary>
    public override string ToString() => $"{PlainText.Of(PartitionKey.Bytes)}: {PlainText.Of(Payload.Bytes)}";

    /// <summary>Where a record is, for a dead letter.</summary>
    internal static string PositionOf(ReadOnlySpan<byte> sequence, long part) => part < 0 ? $"sequence {PlainText.Of(sequence)}"
        : string.Create(CultureInfo.InvariantCulture, $"sequence {PlainText.Of(sequence)}, record {part} of it");
}
