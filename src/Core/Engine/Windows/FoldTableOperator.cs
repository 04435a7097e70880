namespace HotStream;

/// <summary>Folds every batch's records into lanes, on their way into a window.</summary>
internal sealed class FoldTableOperator<TRecord, TKey, TState>(string name, Func<FoldTablePartial<TRecord, TKey, TState>> create,
    bool commutes) : PartialOperator<TRecord>(name)
{
    public override OrderUse OrderUse => commutes ? OrderUse.Ignores : OrderUse.Needs;

    public override bool KeepsRecords => TableTraits.Keeps<TKey, TState>();

    protected override Partial<TRecord> Create() => create();
}
