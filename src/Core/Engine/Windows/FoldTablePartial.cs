namespace HotStream;

/// <summary>A lane's records of a batch on their way into a window.</summary>
internal abstract unsafe class FoldTablePartial<TRecord, TKey, TState> : Partial<TRecord>
{
    public FoldTable<TKey, TState> Table { get; } = new();

    public override int Count => Table.Count;

    public override bool KeepsRecords => TableTraits.Keeps<TKey, TState>();

    /// <summary>Group numbers of the block at hand.</summary>
    protected NativeBlock Groups { get; } = new(Block.Size * sizeof(int));

    public override void Clear() => Table.Reset();
}
