namespace HotStream;

/// <summary>Where a stream begins to read partitions that neither a checkpoint nor its consumer group knows.</summary>
public enum KafkaStart
{
    /// <summary>With what is written from now on, as Spark's default is.</summary>
    Latest,

    /// <summary>With the oldest record there is.</summary>
    Earliest,
}
