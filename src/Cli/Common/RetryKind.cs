namespace HotStream.Cli;

/// <summary>Which side of a run tries again.</summary>
internal enum RetryKind
{
    /// <summary>Where records come from.</summary>
    Source,

    /// <summary>Where they go.</summary>
    Destination,
}
