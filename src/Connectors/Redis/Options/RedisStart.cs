namespace HotStream;

/// <summary>Where the reading of a Redis stream begins.</summary>
public enum RedisStart
{
    /// <summary>With the first entry that the stream still has.</summary>
    First,

    /// <summary>With what comes from now on.</summary>
    Next,
}
