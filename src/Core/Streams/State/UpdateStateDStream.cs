namespace HotStream;

/// <summary>All keys with their states, updated by every batch.</summary>
internal sealed class UpdateStateDStream<TKey, TValue, TState>(DStream<KeyValuePair<TKey, TValue>> parent,
    UpdateJob<TKey, TValue, TState> job, IReadOnlyList<KeyValuePair<TKey, TState>> initial)
    : DStream<KeyValuePair<TKey, TState>>(parent.Context, [parent], "UpdateStateByKey")
{
    private readonly StateResults<KeyValuePair<TKey, TState>> _results = new("UpdateStateByKey");

    internal override bool MustCheckpoint => true;

    internal override long? KeysHeld => job.KeysHeld;

    internal override void Advance(BatchTime time)
    {
        if (IsValid(time))
        {
            _results.Compute(time, Run);
        }
    }

    internal override Batch<KeyValuePair<TKey, TState>> Compute(BatchTime time) => _results.Get(time);

    internal override void Forget(BatchTime before)
    {
        base.Forget(before);
        _results.Forget(before);
    }

    internal override void OnContextStop() => job.Dispose();

    internal override Recoverable CreateRecoverable(OperatorPlace place) => new StateRecovery<TKey, TState>(
        place, OperatorName, job.Tables, restored: () => { }, beginAnew: () => job.Load(initial), job.RebuildsTables);

    private Batch<KeyValuePair<TKey, TState>> Run(BatchTime time)
    {
        Batch<KeyValuePair<TKey, TState>> batch = job.Run(parent.GetOrCompute(time), Context.Graph.ScopeOf(time));
        if (Context.Remembers && batch is StateBatch<TKey, TState> live)
        {
            live.Freeze(); // who may read it at any time must not see the tables change
        }

        return batch;
    }
}
