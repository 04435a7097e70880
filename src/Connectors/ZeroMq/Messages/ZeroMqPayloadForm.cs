namespace HotStream.ZeroMq;

/// <summary>The payload alone.</summary>
internal readonly struct ZeroMqPayloadForm(Index payload) : IZeroMqForm<Utf8Slice>
{
    public Utf8Slice Make(ReadOnlySpan<Utf8Slice> frames) =>
        ZeroMqFrameException.Take(frames, payload, nameof(ZeroMqReadOptions.PayloadFrame));
}
