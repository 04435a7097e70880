namespace HotStream;

/// <summary>
/// A stream's batches of the last length of time: computed and kept when their time comes, with the failure of one that could not be
/// computed in its place. Used by the driver.
/// </summary>
internal sealed class RetainedBatches<T>(DStream<T> parent, long lengthMilliseconds)
{
    private readonly Queue<(BatchTime Time, RetainedBatch<T>? Batch, Exception? Failure)> _kept = new();

    /// <summary>A batch time has come: what is too old goes, the stream's batch comes. Does not throw.</summary>
    /// <param name="time">The time.</param>
    /// <param name="isWanted">Whether anybody will ask for this batch; it is computed all the same: inputs must not fall behind.</param>
    public void Advance(BatchTime time, bool isWanted)
    {
        while (_kept.TryPeek(out (BatchTime Time, RetainedBatch<T>? Batch, Exception? Failure) oldest)
            && oldest.Time.Milliseconds <= time.Milliseconds - lengthMilliseconds)
        {
            _kept.Dequeue().Batch?.Release();
        }

        try
        {
            Batch<T>? batch = parent.GetOrCompute(time);
            if (batch is not null && isWanted)
            {
                _kept.Enqueue((time, new RetainedBatch<T>(batch), null));
            }
        }
        catch (Exception failure)
        {
            _kept.Enqueue((time, null, failure));
        }
    }

    /// <summary>The batches after one time and up to another; throws when one of them could not be computed.</summary>
    public RetainedBatch<T>[] Between(long after, long upTo)
    {
        var batches = new List<RetainedBatch<T>>(_kept.Count);
        foreach ((BatchTime at, RetainedBatch<T>? batch, Exception? failure) in _kept)
        {
            if (at.Milliseconds <= after || at.Milliseconds > upTo)
            {
                continue;
            }

            if (failure is not null)
            {
                throw failure;
            }

            batches.Add(batch!);
        }

        return [.. batches];
    }

    /// <summary>What is kept, in checkpoints.</summary>
    public Recoverable CreateRecoverable(OperatorPlace place, string operatorName, PaneGrid grid) =>
        new RecordsRecovery<T>(place, operatorName, grid, () => _kept, restored =>
        {
            foreach ((BatchTime Time, RetainedBatch<T>? Batch, Exception? Failure) batch in restored)
            {
                _kept.Enqueue(batch);
            }
        });

    /// <summary>Lets go of all.</summary>
    public void Release()
    {
        while (_kept.TryDequeue(out (BatchTime Time, RetainedBatch<T>? Batch, Exception? Failure) kept))
        {
            kept.Batch?.Release();
        }
    }
}
