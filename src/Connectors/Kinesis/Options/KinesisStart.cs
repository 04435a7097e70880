namespace HotStream;

/// <summary>Where a stream of Kinesis begins that no checkpoint knows.</summary>
public enum KinesisStart
{
    /// <summary>With what comes from now on (<c>LATEST</c>). Shards that are closed are not read.</summary>
    Latest,

    /// <summary>With the oldest records that the stream has (<c>TRIM_HORIZON</c>).</summary>
    Oldest,
}
