namespace HotStream.ZeroMq;

/// <summary>A message has not the frame that the options name.</summary>
internal sealed class ZeroMqFrameException(string message) : Exception(message)
{
    /// <exception cref="ZeroMqFrameException">There is no such frame.</exception>
    public static Utf8Slice Take(ReadOnlySpan<Utf8Slice> frames, Index index, string option)
    {
        int place = index.GetOffset(frames.Length);
        return (uint)place < (uint)frames.Length ? frames[place]
            : throw new ZeroMqFrameException($"the message has {frames.Length} frames, and {option} is {index}");
    }
}
