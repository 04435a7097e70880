namespace HotStream.ZeroMq;

/// <summary>What becomes of a message: a struct, so that each kind of stream has a loop of its own.</summary>
internal interface IZeroMqForm<T>
{
    /// <exception cref="ZeroMqFrameException">The message has no such frame.</exception>
    T Make(ReadOnlySpan<Utf8Slice> frames);
}
