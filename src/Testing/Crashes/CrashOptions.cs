namespace HotStream.Testing;

/// <summary>How a program lives in a <see cref="CrashRun"/>.</summary>
public sealed class CrashOptions
{
    /// <summary>Batches of a run. Default 6.</summary>
    public int Batches { get; init; } = 6;

    /// <summary>Length of a batch on the run's clock. Default a second.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Partitions. Default 2.</summary>
    public int Partitions { get; init; } = 2;

    /// <summary>From checkpoint to checkpoint on the run's clock. Default 2 s, so that some batches are behind a checkpoint.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>More of the context's options, for example codecs; called for each life. They log nothing unless it says so.</summary>
    public Action<StreamingOptions>? With { get; init; }

    /// <summary>Called before a run begins: empty what the program reads and writes.</summary>
    public Action? BeforeRun { get; init; }

    /// <summary>Called before the batch with a number, from 1, falls due, once in a run: send its records.</summary>
    public Action<int>? BeforeBatch { get; init; }

    /// <summary>
    /// Whether the records of a batch must come in the same order each time. Default false: results by key may come in another one when
    /// their batch runs again.
    /// </summary>
    public bool InOrder { get; init; }

    /// <summary>
    /// Whether each life begins on an empty checkpoint directory, as on another machine: then <see cref="With"/> must set
    /// <see cref="StreamingOptions.CheckpointCopies"/>, and <see cref="BeforeRun"/> must empty them. Default false.
    /// </summary>
    public bool IsDirectoryLost { get; init; }

    /// <summary>The longest wait for batches that are due, in real time. Default a minute.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);
}
