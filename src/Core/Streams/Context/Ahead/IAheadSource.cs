namespace HotStream;

/// <summary>
/// A stream whose records might be taken as they arrive, before their batch is complete: received inputs, and steps behind
/// them that take records one by one.
/// </summary>
internal interface IAheadSource
{
    /// <summary>Whether they may be: so does everything above it, and nobody needs the batch as a whole.</summary>
    bool CanRunAhead { get; }
}
