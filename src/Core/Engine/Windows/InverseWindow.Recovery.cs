namespace HotStream;

/// <content>Restored from a checkpoint: states are computed anew from the panes, except those of keys that are
/// kept without records.</content>
internal sealed partial class InverseWindow<TKey, TValue, TState, TAggregate, TOut, TResult>
{
    private int _restored; // numbers below have room

    protected override void RestoreKept(int number, TState state)
    {
        Cover(Math.Max(_restored, number + 1));
        _states.Span(_restored)[number] = state;
        if (TAggregate.IsRounded)
        {
            _largest.Span(_restored)[number] = state;
        }
    }

    protected override void CoverRestored() => Cover(Math.Max(_restored, Index.Count));

    private void Cover(int keys)
    {
        if (HasStates)
        {
            _states.EnsureCapacity(keys, _restored);
        }

        if (TAggregate.IsRounded)
        {
            _largest.EnsureCapacity(keys, _restored);
        }

        _restored = keys;
    }
}
