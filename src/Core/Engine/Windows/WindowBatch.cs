namespace HotStream;

/// <summary>What a window holds at a batch time, read from its tables, which go on with the next batch.</summary>
internal sealed class WindowBatch<TKey, TState, TOut>(BatchScope scope, string operatorName, WindowTable<TKey, TState, TOut>[] tables,
    Func<bool> isCurrent) : Batch<TOut>(scope)
{
    public override int PartitionCount => tables.Length;

    internal override bool KeepsSourcesWhole => true;

    internal override long SizeHint
    {
        get
        {
            long keys = 0;
            foreach (WindowTable<TKey, TState, TOut> table in tables)
            {
                keys += table.KeyCount;
            }

            return keys;
        }
    }

    internal override void Prepare()
    {
        if (!isCurrent())
        {
            throw new InvalidOperationException(
                $"The window {operatorName} of {Time} has slid on; read it in the outputs of its batch, or call "
                + "StreamingContext.Remember before the start.");
        }
    }

    internal override void Execute(int partition, Stage<TOut> next)
    {
        tables[partition].Emit(next);
        next.Complete();
    }
}
