namespace HotStream;

/// <summary>A stream whose batches of the last length of time are kept for the one that reads it, and saved with checkpoints.</summary>
internal sealed class KeptDStream<T>(DStream<T> parent, long lengthMilliseconds) : DStream<T>(parent.Context, [parent], "Kept")
{
    private readonly RetainedBatches<T> _kept = new(parent, lengthMilliseconds);

    /// <summary>The batches after one time and up to another; throws when one of them could not be computed.</summary>
    public RetainedBatch<T>[] Between(long after, long upTo) => _kept.Between(after, upTo);

    internal override void Advance(BatchTime time)
    {
        if (parent.IsValid(time))
        {
            _kept.Advance(time, isWanted: true);
        }
    }

    internal override Recoverable CreateRecoverable(OperatorPlace place) => _kept.CreateRecoverable(place, OperatorName,
        new PaneGrid(lengthMilliseconds, SlideMilliseconds));

    internal override void OnContextStop() => _kept.Release();

    internal override Batch<T>? Compute(BatchTime time) => parent.GetOrCompute(time);
}
