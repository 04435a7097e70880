namespace HotStream;

/// <summary>Records folded into one, whatever they are: the one key of such windows is 0.</summary>
internal sealed unsafe class WholeFold<T, TState, TAggregate>(TAggregate aggregate) : FoldTablePartial<T, byte, TState>
    where TAggregate : struct, IAggregate<T, TState>
{
    protected override void Fold(ReadOnlySpan<T> block)
    {
        int group = 0;
        Table.Locate([0], &group);
        ref long count = ref Table.Counts[0];
        if (FoldTable<byte, TState>.HasStates)
        {
            FoldStates(block, ref Table.States[0], isNew: count == 0);
        }

        count += block.Length;
    }

    private void FoldStates(ReadOnlySpan<T> block, ref TState kept, bool isNew)
    {
        TState state = isNew ? aggregate.Create(block[0]) : kept;
        for (int i = isNew ? 1 : 0; i < block.Length; i++)
        {
            aggregate.Add(ref state, block[i]);
        }

        kept = state;
    }
}
