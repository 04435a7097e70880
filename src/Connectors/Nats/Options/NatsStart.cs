namespace HotStream;

/// <summary>Where the reading of a stream of JetStream begins.</summary>
public enum NatsStart
{
    /// <summary>With the first message that the stream still has.</summary>
    First,

    /// <summary>With what comes from now on.</summary>
    Next,
}
