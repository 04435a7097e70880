namespace HotStream;

/// <summary>
/// A record that carries bytes to be parsed: a message, a row of a log. Who receives records of a type of his own implements it, preferably
/// by a <c>readonly struct</c>, and <c>ParseJson</c>, <c>ParseCsv</c>, <c>CheckJson</c>, <c>SingleQuotedJson</c> and <c>Lines</c> work on
/// streams of them, each compiled for that type: no boxing, no interface call, no allocation. Members are called by the
/// thread of the record's partition.
/// </summary>
/// <typeparam name="TSelf">The record type itself.</typeparam>
public interface IPayloadRecord<TSelf>
    where TSelf : IPayloadRecord<TSelf>
{
    /// <summary>The bytes to parse; they live as long as the record's batch.</summary>
    Utf8Slice Payload { get; }

    /// <summary>
    /// What a dead letter calls the record's source: a topic, a partition and an offset. Asked only for a record that
    /// is refused, and so may allocate. Empty where the record does not say: then it is the stream's name.
    /// </summary>
    string Source { get; }

    /// <summary>The same record with other bytes, for example without a byte order mark.</summary>
    /// <param name="payload">The bytes; they live as long as the record's batch.</param>
    TSelf WithPayload(Utf8Slice payload);
}
