namespace HotStream.Kinesis;

/// <summary>A shard as the server lists it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Parent">The shard that it came from; null for none.</param>
/// <param name="AdjacentParent">The other one, of two that were merged; null for none.</param>
/// <param name="IsClosed">Whether it gets no records any more.</param>
internal sealed record KinesisShardInfo(string Id, string? Parent, string? AdjacentParent, bool IsClosed);
