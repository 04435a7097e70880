namespace HotStream;

/// <summary>What becomes of a record whose function threw; see <see cref="StreamingOptions.OnRecordFailure"/>.</summary>
public enum RecordFailure
{
    /// <summary>The batch fails, as in Spark.</summary>
    FailBatch,

    /// <summary>The record is a dead letter, and the batch goes on without it.</summary>
    DeadLetter,
}
