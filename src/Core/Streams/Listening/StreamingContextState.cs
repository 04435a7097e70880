namespace HotStream;

/// <summary>Where a <see cref="StreamingContext"/> stands in its life; it only moves forward.</summary>
public enum StreamingContextState
{
    /// <summary>Being built: inputs, operators and outputs may be added.</summary>
    Initialized,

    /// <summary>Started: batches run, the graph is frozen.</summary>
    Active,

    /// <summary>Stopped, or refused at start; final.</summary>
    Stopped,
}
