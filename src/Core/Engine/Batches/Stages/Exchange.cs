namespace HotStream;

/// <summary>Pairs of all partitions dealt to output partitions by the stable hash of their key.</summary>
internal sealed class Exchange<TKey, TValue>
{
    private readonly RecordPieces<KeyValuePair<TKey, TValue>>[][] _dealt; // [input][output]

    public Exchange(Batch<KeyValuePair<TKey, TValue>> parent, int partitions)
    {
        _dealt = new RecordPieces<KeyValuePair<TKey, TValue>>[parent.PartitionCount][];
        parent.Run(input =>
        {
            return new Dealer(_dealt[input] = Lists(partitions));
        });
    }

    /// <summary>Pairs in all partitions.</summary>
    public long Count => _dealt.Sum(lists => lists.Sum(list => list.Count));

    /// <summary>Pairs for one output partition.</summary>
    public long CountFor(int partition) => _dealt.Sum(lists => lists[partition].Count);

    /// <summary>What came from every input for one output partition.</summary>
    public IEnumerable<RecordPieces<KeyValuePair<TKey, TValue>>> For(int partition) => _dealt.Select(lists => lists[partition]);

    /// <summary>An empty list for each output partition.</summary>
    public static RecordPieces<KeyValuePair<TKey, TValue>>[] Lists(int partitions)
    {
        var lists = new RecordPieces<KeyValuePair<TKey, TValue>>[partitions];
        for (int i = 0; i < partitions; i++)
        {
            lists[i] = new();
        }

        return lists;
    }

    /// <summary>Deals a block of pairs to the lists of output partitions.</summary>
    public static void Deal(ReadOnlySpan<KeyValuePair<TKey, TValue>> block, RecordPieces<KeyValuePair<TKey, TValue>>[] lists)
    {
        if (lists.Length == 1)
        {
            lists[0].AddRange(block);
            return;
        }

        foreach (ref readonly KeyValuePair<TKey, TValue> pair in block)
        {
            lists[StableHash.Partition(StableHash.Of(pair.Key), lists.Length)].Add(pair);
        }
    }

    public void Release()
    {
        foreach (RecordPieces<KeyValuePair<TKey, TValue>> list in _dealt.SelectMany(lists => lists))
        {
            list.Release();
        }
    }

    private sealed class Dealer(RecordPieces<KeyValuePair<TKey, TValue>>[] lists) : Stage<KeyValuePair<TKey, TValue>>
    {
        public override bool KeepsRecords => KeyTraits<TKey>.MayHoldSlices || KeyTraits<TValue>.MayHoldSlices;

        public override void Accept(ReadOnlySpan<KeyValuePair<TKey, TValue>> block) => Deal(block, lists);
    }
}
