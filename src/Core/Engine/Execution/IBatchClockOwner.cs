namespace HotStream;

/// <summary>What the batch clock reports, on its own thread or its timer's.</summary>
internal interface IBatchClockOwner
{
    /// <summary>Whether a further batch may be announced now: batches that wait are bounded.</summary>
    bool HasRoom { get; }

    /// <summary>A batch ends now.</summary>
    void OnBoundary(BatchTime time);

    /// <summary>
    /// Boundaries, from the first to the last inclusive, were missed and get no batch; what was received goes into the next.
    /// </summary>
    void OnSkipped(BatchTime first, BatchTime last, long count);

    /// <summary>The wall clock went back by a time; stamps go on from the next one, and are ahead of it by another.</summary>
    void OnWallClockWentBack(BatchTime next, TimeSpan by, TimeSpan ahead);

    /// <summary>A boundary could not be announced.</summary>
    void OnClockFailed(Exception failure);
}
