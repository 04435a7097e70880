namespace HotStream;

/// <summary>The working half of <see cref="MapWithStateDStream{TKey, TState, TMapped}"/>.</summary>
internal sealed class KeyedStateDStream<TKey, TValue, TState, TMapped>(
    DStream<KeyValuePair<TKey, TValue>> parent, StateSpec<TKey, TValue, TState, TMapped> spec, int partitions)
    : MapWithStateDStream<TKey, TState, TMapped>(parent)
{
    private readonly StateResults<TMapped> _results = new("MapWithState");
    private readonly SortedList<BatchTime, Batch<KeyValuePair<TKey, TState>>> _taken = [];
    private StateJob<TKey, TValue, TState, TMapped>? _job;
    private BatchTime _now;

    internal override long? KeysHeld => _job?.KeysHeld ?? 0;

    internal override void Advance(BatchTime time)
    {
        if (IsValid(time))
        {
            _results.Compute(time, Run);
        }
    }

    internal override Batch<TMapped> Compute(BatchTime time) => _results.Get(time);

    internal override Batch<KeyValuePair<TKey, TState>> SnapshotAt(BatchTime time)
    {
        _results.ThrowIfFailed(time);
        if (_taken.TryGetValue(time, out Batch<KeyValuePair<TKey, TState>>? taken))
        {
            return taken;
        }

        if (_job is null || time != _now)
        {
            throw new InvalidOperationException($"No snapshot of the state was taken at {time}; give StateSnapshots an output, or call "
                + "StreamingContext.Remember before the start.");
        }

        StateBatch<TKey, TState> batch = _job.Snapshot(Context.Graph.ScopeOf(time));
        if (Context.Remembers)
        {
            batch.Freeze(); // who may read it at any time must not see the tables change
        }

        return _taken[time] = batch;
    }

    internal override void Forget(BatchTime before)
    {
        base.Forget(before);
        _results.Forget(before);
        while (_taken.Count > 0 && _taken.Keys[0] < before)
        {
            _taken.RemoveAt(0);
        }
    }

    internal override void OnContextStop() => _job?.Dispose();

    internal override Recoverable CreateRecoverable(OperatorPlace place)
    {
        long zero = Context.ZeroTime.Milliseconds;
        StateJob<TKey, TValue, TState, TMapped> job = _job = new(
            spec, partitions, new StateTimeout(zero, SlideMilliseconds, spec.IdleMilliseconds, spec.IsPrompt));
        return new StateRecovery<TKey, TState>(
            place, OperatorName, job.Tables, job.Loaded, beginAnew: () => job.Load(spec.Initial, zero), isRebuilt: false);
    }

    private Batch<TMapped> Run(BatchTime time)
    {
        bool fullScan = (time.Milliseconds - Context.ZeroTime.Milliseconds) % CheckpointMilliseconds!.Value == 0;
        Batch<TMapped> mapped = _job!.Run(parent.GetOrCompute(time), Context.Graph.ScopeOf(time), fullScan);
        _now = time;
        if (Context.Remembers && HasSnapshots)
        {
            SnapshotAt(time);
        }

        return mapped;
    }
}
