namespace HotStream;

/// <summary>
/// All records of the last length, each slide. Every parent batch is computed and kept when its time comes, and
/// shared by the windows it is in.
/// </summary>
internal sealed class WindowDStream<T>(DStream<T> parent, PaneGrid grid)
    : DStream<T>(parent.Context, [parent], "Window", grid.SlideMilliseconds)
{
    private readonly Queue<(BatchTime Time, RetainedBatch<T>? Batch, Exception? Failure)> _kept = new();

    internal override void Advance(BatchTime time)
    {
        if (!parent.IsValid(time))
        {
            return;
        }

        while (_kept.TryPeek(out (BatchTime Time, RetainedBatch<T>? Batch, Exception? Failure) oldest)
            && oldest.Time.Milliseconds <= time.Milliseconds - grid.LengthMilliseconds)
        {
            _kept.Dequeue().Batch?.Release();
        }

        try
        {
            Batch<T>? batch = parent.GetOrCompute(time); // also where no window covers it: inputs must not fall behind
            if (batch is not null && grid.Covers(time.Milliseconds - Context.ZeroTime.Milliseconds))
            {
                _kept.Enqueue((time, new RetainedBatch<T>(batch), null));
            }
        }
        catch (Exception failure)
        {
            _kept.Enqueue((time, null, failure));
        }
    }

    internal override Recoverable CreateRecoverable(OperatorPlace place) =>
        new RecordsRecovery<T>(place, OperatorName, grid, () => _kept, kept =>
    {
        foreach ((BatchTime Time, RetainedBatch<T>? Batch, Exception? Failure) batch in kept)
        {
            _kept.Enqueue(batch);
        }
    });

    internal override void OnContextStop()
    {
        while (_kept.TryDequeue(out (BatchTime Time, RetainedBatch<T>? Batch, Exception? Failure) kept))
        {
            kept.Batch?.Release();
        }
    }

    internal override Batch<T>? Compute(BatchTime time)
    {
        if (time != Context.LastGenerated)
        {
            throw WindowErrors.NotKept(OperatorName, time);
        }

        var batches = new List<RetainedBatch<T>>(_kept.Count);
        foreach ((BatchTime at, RetainedBatch<T>? batch, Exception? failure) in _kept)
        {
            if (at.Milliseconds <= time.Milliseconds - grid.LengthMilliseconds)
            {
                continue;
            }

            if (failure is not null)
            {
                throw failure;
            }

            if (batch is not null)
            {
                batches.Add(batch);
            }
        }

        return new WindowedBatch<T>(Context.Graph.ScopeOf(time), [.. batches]);
    }
}
