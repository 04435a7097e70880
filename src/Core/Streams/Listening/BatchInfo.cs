namespace HotStream;

/// <summary>
/// How one batch went, or goes: what is not known yet is null. The delays are those of Spark's <c>BatchInfo</c>: scheduling delay from
/// submission to start, processing from there to the end, total delay both. Immutable.
/// </summary>
public sealed class BatchInfo
{
    internal BatchInfo(DueBatch due, IReadOnlyList<InputInfo> inputs, IReadOnlyList<OutputOperationInfo> outputs)
    {
        Time = due.Time;
        SubmissionTime = due.SubmissionTime;
        Inputs = inputs;
        Outputs = outputs;
        for (int i = 0; i < inputs.Count; i++)
        {
            Records += inputs[i].Records;
        }

        for (int i = 0; i < outputs.Count; i++)
        {
            Failures += outputs[i].Failure is null ? 0 : 1;
        }
    }

    /// <summary>The batch time.</summary>
    public BatchTime Time { get; }

    /// <summary>When the clock put the batch in the driver's queue: at its time, or later when the clock was late.</summary>
    public DateTimeOffset SubmissionTime { get; }

    /// <summary>When the driver began it; null while it waits.</summary>
    public DateTimeOffset? ProcessingStartTime => SubmissionTime + SchedulingDelay;

    /// <summary>When its last output was done; null before.</summary>
    public DateTimeOffset? ProcessingEndTime => ProcessingStartTime + ProcessingTime;

    /// <summary>
    /// Records of each input that has a receiver or lists its records. Not of text files, whose lines are counted by nobody but the
    /// outputs. Empty before the start.
    /// </summary>
    public IReadOnlyList<InputInfo> Inputs { get; }

    /// <summary>The output operations that were done, in order; those without a batch at this time are missing.</summary>
    public IReadOnlyList<OutputOperationInfo> Outputs { get; }

    /// <summary>Records over all <see cref="Inputs"/>.</summary>
    public long Records { get; }

    /// <summary>Outputs that failed.</summary>
    public int Failures { get; }

    /// <summary>From submission to start; null before the start.</summary>
    public TimeSpan? SchedulingDelay { get; internal init; }

    /// <summary>From start to end; null before the end.</summary>
    public TimeSpan? ProcessingTime { get; internal init; }

    /// <summary>From submission to end; null before the end.</summary>
    public TimeSpan? TotalDelay => SchedulingDelay + ProcessingTime;

    /// <summary>
    /// From the batch time to the end, a late clock included; null before the end. Negative for the last batch of a graceful stop,
    /// which does not wait for its time.
    /// </summary>
    public TimeSpan? DelayAfterDue => ProcessingEndTime - Time.ToDateTimeOffset();

    /// <summary>The batch in a line, as far as it is: <c>batch 1000 ms: 12 records, 2 outputs, 0 failed, took 5 ms, 1 ms
    /// late</c>.</summary>
    public override string ToString() => $"batch {Time}: {Records} records, {Outputs.Count} outputs, {Failures} failed"
        + (ProcessingTime is { } took ? $", took {PlainText.Of(took)}" : string.Empty)
        + (SchedulingDelay is { } late ? $", {PlainText.Of(late)} late" : string.Empty);
}
