namespace HotStream;

/// <summary>
/// What a stream with state computed when its batches were due, and what failed then, until it is forgotten. Whoever reads a batch that
/// failed gets the failure; the next batch starts from the state before it.
/// </summary>
internal sealed class StateResults<T>(string operatorName)
{
    private readonly SortedList<BatchTime, (Batch<T>? Batch, Exception? Failure)> _results = [];

    /// <summary>Computes the batch of a time, keeping what is thrown.</summary>
    public void Compute(BatchTime time, Func<BatchTime, Batch<T>> compute)
    {
        try
        {
            _results[time] = (compute(time), null);
        }
        catch (Exception failure)
        {
            _results[time] = (null, failure);
        }
    }

    /// <summary>Throws if the batch of a time failed.</summary>
    public void ThrowIfFailed(BatchTime time)
    {
        if (_results.TryGetValue(time, out (Batch<T>? Batch, Exception? Failure) result) && result.Failure is not null)
        {
            throw result.Failure as BatchFailedException ?? new BatchFailedException(operatorName, time, -1, result.Failure);
        }
    }

    public Batch<T> Get(BatchTime time)
    {
        ThrowIfFailed(time);
        return _results.TryGetValue(time, out (Batch<T>? Batch, Exception? Failure) result) ? result.Batch!
            : throw new InvalidOperationException(
            $"The state of {operatorName} was not brought to {time}, because no output reads it; give it one, for example ForeachBatch.");
    }

    public void Forget(BatchTime before)
    {
        while (_results.Count > 0 && _results.Keys[0] < before)
        {
            _results.RemoveAt(0);
        }
    }
}
