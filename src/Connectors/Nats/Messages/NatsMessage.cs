using System.Globalization;

namespace HotStream;

/// <summary>A received message. Its texts lie where they were received and live as long as their batch. Headers are not kept.</summary>
public readonly struct NatsMessage : IPayloadRecord<NatsMessage>
{
    /// <summary>A message; a received one is made by the stream.</summary>
    /// <param name="subject">Its subject.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="sequence">Its place in a stream, from 1; 0 where it is in none.</param>
    public NatsMessage(Utf8Slice subject, Utf8Slice payload, long sequence = 0) =>
        (Subject, Payload, Sequence) = (subject, payload, sequence);

    /// <summary>The subject it was published to.</summary>
    public Utf8Slice Subject { get; }

    /// <summary>What was published; any bytes.</summary>
    public Utf8Slice Payload { get; }

    /// <summary>Its place in its stream of JetStream, from 1; 0 where it came from a subject without a stream.</summary>
    public long Sequence { get; }

    /// <summary>Subject and payload, as text that is fit to be shown.</summary>
    public override string ToString() => $"{PlainText.Of(Subject.Bytes)}: {PlainText.Of(Payload.Bytes)}";

    string IPayloadRecord<NatsMessage>.Source => Subject.ToString();

    NatsMessage IPayloadRecord<NatsMessage>.WithPayload(Utf8Slice payload) => new(Subject, payload, Sequence);

    /// <summary>Where a message is, for a dead letter.</summary>
    internal static string PositionOf(string subject, long sequence) => sequence == 0 ? $"subject {subject}"
        : string.Create(CultureInfo.InvariantCulture, $"subject {subject}, sequence {sequence}");
}
