namespace HotStream.Bench;

/// <summary>What driving a window's table takes, whatever its state.</summary>
internal abstract unsafe class TableDriver<TState, TOut>(WindowTable<long, TState, KeyValuePair<long, TOut>> table) : IDisposable
{
    private readonly FoldTable<long, TState> _lane = new();
    private readonly int[] _groups = new int[Block.Size];

    public void Fill(ReadOnlySpan<long> keys)
    {
        fixed (int* groups = _groups)
        {
            for (int start = 0; start < keys.Length; start += Block.Size)
            {
                ReadOnlySpan<long> block = keys.Slice(start, Math.Min(Block.Size, keys.Length - start));
                _lane.Locate(block, groups);
                Fold(_lane, groups, block.Length);
            }
        }

        _lane.Deal(1);
        table.Enter(_lane, 0);
        table.ClosePane();
        _lane.Reset();
        Filled++;
    }

    public void Slide() => table.Slide();

    public void Dispose()
    {
        table.Dispose();
        _lane.Dispose();
    }

    protected long Filled { get; private set; }

    protected abstract void Fold(FoldTable<long, TState> lane, int* groups, int count);

    protected void Check(ReadOnlySpan<long> keys, Func<TOut, bool> isRight)
    {
        var seen = new List<KeyValuePair<long, TOut>>();
        table.Emit(new ListStage<KeyValuePair<long, TOut>>(seen, int.MaxValue));
        var states = seen.ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var key in keys)
        {
            if (!isRight(states[key]))
                throw new InvalidOperationException($"key {key} has {states[key]}");
        }
    }
}
