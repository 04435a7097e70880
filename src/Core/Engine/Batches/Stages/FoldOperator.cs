namespace HotStream;

/// <summary>
/// Folds all records of a batch into at most one, and finishes that: count gives 0 for an empty batch, reduce gives nothing.
/// </summary>
internal sealed class FoldOperator<TIn, TState, TResult, TAggregate, TFinish>(string name, TAggregate aggregate,
    TFinish finish, TResult[] whenEmpty)
    : WideOperator<TIn, TResult>(name)
    where TAggregate : struct, IAggregate<TIn, TState>
    where TFinish : struct, IFunction<TState, TResult>
{
    public override bool KeepsRecords => KeyTraits<TState>.MayHoldSlices;

    public override OrderUse OrderUse => aggregate.Commutes ? OrderUse.Ignores : OrderUse.Needs;

    public override int PartitionsFor(int inputs) => 1;

    public override void Emit(Partial<TIn> merged, Stage<TResult> next)
    {
        var folded = (Folded)merged;
        try
        {
            next.Accept(folded.Count > 0 ? [finish.Invoke(folded.State)] : whenEmpty);
        }
        catch (Exception cause) when (cause is not BatchFailedException)
        {
            throw merged.Context.Explain(Name, cause);
        }
    }

    protected override MergeablePartial<TIn> CreateMergeable() => new Folded(aggregate);

    private sealed class Folded(TAggregate aggregate) : MergeablePartial<TIn>
    {
        private TState _state = default!;
        private bool _any;

        public TState State => _state;

        public override int Count => _any ? 1 : 0;

        public override bool KeepsRecords => KeyTraits<TState>.MayHoldSlices;

        public override void Absorb(Partial<TIn> other, int partition, int partitions)
        {
            var folded = (Folded)other;
            if (!folded._any)
            {
                return;
            }

            if (_any)
            {
                aggregate.Merge(ref _state, folded._state);
            }
            else
            {
                _state = folded._state;
                _any = true;
            }
        }

        public override void Clear()
        {
            _state = default!;
            _any = false;
        }

        protected override void Fold(ReadOnlySpan<TIn> block)
        {
            int i = 0;
            if (!_any && block.Length > 0)
            {
                _state = aggregate.Create(block[i++]);
                _any = true;
            }

            for (; i < block.Length; i++)
            {
                aggregate.Add(ref _state, block[i]);
            }
        }
    }
}
