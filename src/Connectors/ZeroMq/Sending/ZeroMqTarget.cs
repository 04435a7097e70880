namespace HotStream.ZeroMq;

/// <summary>How records become messages.</summary>
/// <param name="Topic">Writes the first frame; null where it is the same for all, or there is none.</param>
/// <param name="FixedTopic">The first frame of all messages, or null.</param>
/// <param name="Payload">Writes the last frame.</param>
internal sealed record ZeroMqTarget<T>(RecordEncoder<T>? Topic, byte[]? FixedTopic, RecordEncoder<T> Payload)
{
    public bool HasTopic => Topic is not null || FixedTopic is not null;
}
