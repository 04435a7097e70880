namespace HotStream;

/// <summary>A stream that could fold its parent's records while they arrive.</summary>
internal interface IAheadFold
{
    /// <summary>Whether everything above it allows that.</summary>
    bool WantsAhead { get; }

    /// <summary>Puts its folding behind the lanes; called once, at start.</summary>
    void StartAhead();
}
