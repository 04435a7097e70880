namespace HotStream.Testing;

/// <summary>Moments of a batch at which a program may be killed, in the order in which they come.</summary>
public enum CrashMoment
{
    /// <summary>The batch's records are known, and the log does not have the batch yet: a restart reads it as new.</summary>
    BeforeLog,

    /// <summary>The batch is being written to the log, whose last bytes are missing: a restart reads it as new.</summary>
    InLog,

    /// <summary>The log has what the batch reads, and none of its outputs has run.</summary>
    BeforeOutputs,

    /// <summary>An output is written in part: it has all records of the batch, and has committed none. Comes for the output
    /// that <see cref="CrashRun.Of"/> makes.</summary>
    InOutput,

    /// <summary>All outputs have run, and nobody has noted that: the batch comes again.</summary>
    AfterOutputs,

    /// <summary>The batch is over.</summary>
    AfterBatch,

    /// <summary>What streams remember is being gathered for a checkpoint.</summary>
    InCheckpoint,

    /// <summary>The file of a checkpoint is there by half, as after a loss of power.</summary>
    InCheckpointFile,
}
