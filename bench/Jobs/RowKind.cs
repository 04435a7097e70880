namespace HotStream.Bench;

/// <summary>What a row of a job table stands for.</summary>
internal enum RowKind
{
    /// <summary>HotStream itself.</summary>
    Engine,

    /// <summary>A hand-written loop for this one job: what the hardware gives on one core.</summary>
    Loop,

    /// <summary>Another way to do the same work.</summary>
    Peer,

    /// <summary>A part of the work only (say, receiving the bytes): it has no answer to check.</summary>
    Limit,
}
