namespace HotStream;

/// <summary>Folds values by key and finishes each state: reduceByKey, combineByKey, groupByKey, sums.</summary>
internal sealed class CombineOperator<TKey, TValue, TState, TResult, TAggregate, TFinish>(
    string name, TAggregate aggregate, TFinish finish, int? partitions)
    : WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TResult>>(name)
    where TAggregate : struct, IAggregate<TValue, TState>
    where TFinish : struct, IFunction<TState, TResult>
{
    public override bool KeepsRecords => TableTraits.Keeps<TKey, TState>();

    public override OrderUse OrderUse => aggregate.Commutes ? OrderUse.Ignores : OrderUse.Needs;

    public override int PartitionsFor(int inputs) => partitions ?? base.PartitionsFor(inputs);

    public override void Emit(Partial<KeyValuePair<TKey, TValue>> merged, Stage<KeyValuePair<TKey, TResult>> next)
    {
        try
        {
            TableTraits.Emit(((TablePartial<TKey, TValue, TState, TAggregate>)merged).Table, finish, next);
        }
        catch (Exception cause) when (cause is not BatchFailedException)
        {
            throw merged.Context.Explain(Name, cause);
        }
    }

    protected override MergeablePartial<KeyValuePair<TKey, TValue>> CreateMergeable() =>
        new TablePartial<TKey, TValue, TState, TAggregate>(aggregate);
}
