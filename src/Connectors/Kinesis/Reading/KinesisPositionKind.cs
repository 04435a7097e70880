namespace HotStream.Kinesis;

/// <summary>Where a shard is read from.</summary>
internal enum KinesisPositionKind
{
    /// <summary>With the oldest record that it has.</summary>
    Oldest,

    /// <summary>With the first record from a time on.</summary>
    Time,

    /// <summary>Behind a record.</summary>
    Record,

    /// <summary>It was read to its end.</summary>
    End,
}
