namespace HotStream.Sinks;

/// <summary>What a refusal means. Each sink has one table from the errors of its target to these.</summary>
internal enum Judgement
{
    /// <summary>It was none: stored.</summary>
    Taken,

    /// <summary>
    /// The target's state, which may pass: the same again with growing waits, and the batch fails when they have lasted too long.
    /// </summary>
    Again,

    /// <summary>Something among many records: halves are tried until the record is found, which is a dead letter.</summary>
    Split,

    /// <summary>This record, whatever is done: a dead letter.</summary>
    Record,

    /// <summary>The target as it is set up: the batch fails at once, and nothing of it is acknowledged.</summary>
    Fail,
}
