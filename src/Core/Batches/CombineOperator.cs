namespace HotStream;

/// <summary>Folds values by key: reduceByKey, combineByKey, groupByKey, sums.</summary>
internal sealed class CombineOperator<TKey, TValue, TState, TAggregate>(string name, TAggregate aggregate, int? partitions)
    : WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TState>>(name)
    where TAggregate : struct, IAggregate<TValue, TState>
{
    public override bool KeepsRecords => TableTraits.Keeps<TKey, TState>();

    public override int PartitionsFor(int inputs) => partitions ?? base.PartitionsFor(inputs);

    public override void Emit(Partial<KeyValuePair<TKey, TValue>> merged, BlockSink<KeyValuePair<TKey, TState>> sink) =>
        TableTraits.Emit(((TablePartial<TKey, TValue, TState, TAggregate>)merged).Table, sink);

    protected override Partial<KeyValuePair<TKey, TValue>> Create() => new TablePartial<TKey, TValue, TState, TAggregate>(aggregate);
}
