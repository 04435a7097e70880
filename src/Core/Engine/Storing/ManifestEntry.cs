namespace HotStream;

/// <summary>
/// A line of a manifest: a file that is complete (<see cref="File"/>), or batches whose records are certain to be in files, with the files
/// that are still written to and how long they are certain to be (<see cref="Open"/>). Immutable.
/// </summary>
public sealed record ManifestEntry
{
    /// <summary>Name of the file, in the manifest's directory; null in a line about batches.</summary>
    public string? File { get; init; }

    /// <summary>
    /// The query whose batches these are, <see cref="SinkPartition.Query"/>; null in lines that an earlier version wrote.
    /// </summary>
    public string? Query { get; init; }

    /// <summary>Number of the first batch in the file; or the first batch.</summary>
    public long FirstBatch { get; init; }

    /// <summary>Number of the last batch in the file; or the last batch.</summary>
    public long LastBatch { get; init; }

    /// <summary>Time of the first batch, milliseconds.</summary>
    public long FirstBatchMs { get; init; }

    /// <summary>Time of the last batch, milliseconds.</summary>
    public long LastBatchMs { get; init; }

    /// <summary>Records in the file; or of the batches.</summary>
    public long Records { get; init; }

    /// <summary>Length of the file in bytes; 0 in a line about batches.</summary>
    public long Bytes { get; init; }

    /// <summary>In a line about batches: the files they changed that are not complete, as of then; else null.</summary>
    public IReadOnlyList<ManifestEntry>? Open { get; init; }
}
