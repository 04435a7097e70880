namespace HotStream.ZeroMq;

/// <summary>Topic and payload.</summary>
internal readonly struct ZeroMqMessageForm(Index topic, Index payload) : IZeroMqForm<ZeroMqMessage>
{
    public ZeroMqMessage Make(ReadOnlySpan<Utf8Slice> frames) => new(
        ZeroMqFrameException.Take(frames, topic, nameof(ZeroMqReadOptions.TopicFrame)),
        ZeroMqFrameException.Take(frames, payload, nameof(ZeroMqReadOptions.PayloadFrame)));
}
