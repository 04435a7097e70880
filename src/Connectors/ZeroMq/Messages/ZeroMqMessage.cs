namespace HotStream;

/// <summary>A message of ZeroMQ: two of its frames. Its texts live as long as its batch.</summary>
public readonly struct ZeroMqMessage : IPayloadRecord<ZeroMqMessage>
{
    /// <summary>A message; a received one is made by the stream.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="payload">Its payload.</param>
    public ZeroMqMessage(Utf8Slice topic, Utf8Slice payload)
    {
        Topic = topic;
        Payload = payload;
    }

    /// <summary>The frame that <see cref="ZeroMqReadOptions.TopicFrame"/> names; any bytes.</summary>
    public Utf8Slice Topic { get; }

    /// <summary>The frame that <see cref="ZeroMqReadOptions.PayloadFrame"/> names; any bytes.</summary>
    public Utf8Slice Payload { get; }

    /// <summary>Topic and payload, as text that is fit to be shown.</summary>
    public override string ToString() => $"{PlainText.Of(Topic.Bytes)}: {PlainText.Of(Payload.Bytes)}";

    string IPayloadRecord<ZeroMqMessage>.Source => Topic.ToString();

    ZeroMqMessage IPayloadRecord<ZeroMqMessage>.WithPayload(Utf8Slice payload) => new(Topic, payload);
}
